"""Names as a real district has them: accents, apostrophes, hyphens, spaces, and letters that are not Latin."""

import unicodedata

GIVEN_NAMES = (
    "Aaliyah", "Abigail", "Aiden", "Amara", "Anaïs", "Andre", "Beatriz", "Benjamin", "Camila", "Carlos", "Chloë",
    "Daniel", "Diego", "Elena", "Elijah", "Emma", "Ethan", "Fatima", "François", "Grace", "Hannah", "Hiroshi",
    "Ibrahim", "Isabella", "Jack", "Jamal", "Jean-Luc", "José", "Kai", "Layla", "Leah", "Liam", "Logan", "Lucía",
    "Łukasz", "Maya", "Mia", "Mohammed", "Naomi", "Noah", "Nuria", "Oliver", "Olivia", "Priya", "Quinn", "Renée",
    "Rosa", "Ryan", "Samuel", "Sean", "Siobhán", "Sofia", "Sophia", "Søren", "Theo", "Tomás", "Uma", "Victor",
    "Wei", "William", "Ximena", "Yara", "Zachary", "Zoë", "Мария", "Дмитрий", "محمد", "小明", "지우",
)  # fmt: skip

FAMILY_NAMES = (
    "Adams", "Ahmed", "Alvarez", "Anderson", "Bailey", "Baker", "Bennett", "Brooks", "Brown", "Carter", "Castillo",
    "Chen", "Clark", "Coleman", "Cooper", "Cruz", "D'Angelo", "Davis", "de la Cruz", "Diaz", "Edwards", "Evans",
    "Fischer", "Flores", "Foster", "García", "Gonzalez", "Gray", "Green", "Hall", "Harris", "Hayes", "Hernández",
    "Hill", "Howard", "Hughes", "Ivanova", "Jackson", "James", "Johnson", "Jones", "Kelly", "Khan", "Kim", "King",
    "Kowalczyk", "Lee", "Lewis", "Long", "López", "Martin", "Martinez", "Mbeki", "Miller", "Mitchell", "Moore",
    "Morales", "Müller", "Murphy", "Myers", "Nelson", "Nguyễn", "Núñez", "O'Brien", "O'Connor", "Okafor", "Ortiz",
    "Parker", "Patel", "Peña", "Perez", "Phillips", "Price", "Ramirez", "Reed", "Reyes", "Rivera", "Roberts",
    "Robinson", "Rossi", "Ruiz", "Sanchez", "Sanders", "Schröder", "Scott", "Silva", "Singh", "Smith",
    "Smith-Jones", "Stewart", "Sullivan", "Taylor", "Thomas", "Thompson", "Torres", "Turner", "van den Berg",
    "Walker", "Ward", "Washington-Lee", "Watson", "White", "Williams", "Wilson", "Wood", "Wright", "Şahin", "Young",
    "Петрова", "الخطيب", "王", "김",
)  # fmt: skip

MARRIED_NAMES = (
    "Abernathy", "Beaumont-Hart", "Castellanos", "Delacroix", "Esposito", "Fairweather", "Gunnarsdóttir", "Holloway",
    "Iglesias", "Jankowski", "O'Sullivan", "Villanueva",
)  # fmt: skip


def account_name(given: str, family: str, number: str) -> str:
    """Make a unique username from a name and the person's district number, in plain ASCII letters and digits."""
    letters = "".join(letter for letter in _ascii(given)[:1] + _ascii(family) if letter.isalnum())
    return f"{letters or 'user'}{number}".lower()


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
