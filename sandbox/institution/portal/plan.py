"""What the sample portal is made of: its words in five languages, kinds, makers and sizes."""

from collections.abc import Mapping

from sandbox.institution.portal.records import Account, Catalog

CONTENTS = 3_000
LEARNERS = 800
DOMAIN = "maple-ridge.example"
AUTHOR = Account(f"catalogue@{DOMAIN}", "Camille", "Ostrander", lang="fr")
"""Who authors the courses on the learning platform."""

CATALOGS = (
    Catalog("7b0f2a52-6d0c-4b0e-9a51-3f5f0c0a1d01", "Maple Ridge essentials"),
    Catalog("7b0f2a52-6d0c-4b0e-9a51-3f5f0c0a1d02", "Maple Ridge open library"),
)

LANGUAGES = ("en", "en", "en", "en", "fr", "fr", "fr", "de", "es", "it")
"""Each as often as its share in ten."""
TYPES = (
    *(("article", "video", "podcast", "mooc") * 4),
    "program",
    "interactive",
    "assessment",
    "role-play",
    "top-voice",
)
"""Likewise; four of them are most of what there is."""
STATUSES = (*("opened",) * 6, "open_all_year", "open_all_year", "coming_soon")
"""Those of nine contents in a row that are shown to learners."""
HIDDEN = ("closed", "archived", "draft")
"""Those of the tenth, in turn."""
DIFFICULTIES = ("introductive", "intermediate", "advanced", "")
DURATIONS = ("PT5M", "PT12M", "PT45M", "PT1H", "PT1H30M", "PT7M30S", "PT12H", "")
CREATORS = ("Studio Birch", "Open Lectures Guild", "Northwind Academy", "Atelier Lumen", "")
PLATFORMS = ("Maple Stream", "Lectern", "Waveroom", "Readwell", "Northwind Academy", "")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Leadership", "Negotiation", "Data Analysis", "Project Planning", "Public Speaking", "Constructive Feedback",
        "Time Management", "Cybersecurity", "Sustainability", "Inclusion", "Customer Care", "Artificial Intelligence",
    ),
    "fr": (
        "Encadrement", "Négociation", "Analyse de données", "Planification de projet", "Prise de parole",
        "Retours constructifs", "Gestion du temps", "Cybersécurité", "Développement durable", "Inclusion",
        "Relation client", "Intelligence artificielle",
    ),
    "de": (
        "Führung", "Verhandlung", "Datenanalyse", "Projektplanung", "Freies Sprechen", "Rückmeldung", "Zeitplanung",
        "IT-Sicherheit", "Nachhaltigkeit", "Inklusion", "Kundenbetreuung", "Künstliche Intelligenz",
    ),
    "es": (
        "Liderazgo", "Negociación", "Análisis de datos", "Planificación de proyectos", "Hablar en público",
        "Retroalimentación", "Gestión del tiempo", "Ciberseguridad", "Sostenibilidad", "Inclusión",
        "Atención al cliente", "Inteligencia artificial",
    ),
    "it": (
        "Guida del gruppo", "Negoziazione", "Analisi dei dati", "Pianificazione di progetti", "Parlare in pubblico",
        "Dare riscontro", "Gestione del tempo", "Sicurezza informatica", "Sostenibilità", "Inclusione",
        "Assistenza clienti", "Intelligenza artificiale",
    ),
}  # fmt: skip
"""By language, the same fields in the same order."""
FACETS: Mapping[str, tuple[str, ...]] = {
    "en": ("Basics", "Practice", "For Managers", "Tools", "Case Studies"),
    "fr": ("Les bases", "En pratique", "Pour les responsables", "Outils", "Études de cas"),
    "de": ("Grundlagen", "Praxis", "Für Vorgesetzte", "Werkzeuge", "Fallstudien"),
    "es": ("Fundamentos", "Práctica", "Para responsables", "Herramientas", "Casos prácticos"),
    "it": ("Le basi", "In pratica", "Per responsabili", "Strumenti", "Casi di studio"),
}
TITLES: Mapping[str, tuple[str, ...]] = {
    "en": ("{}: a first look, part {}", "What “{}” means at work, part {}", "{} in ten questions, part {}"),
    "fr": ("{} : premier regard, partie {}", "L'essentiel : {}, partie {}", "{} en dix questions, partie {}"),
    "de": ("{}: ein erster Blick, Teil {}", "Was zählt: {}, Teil {}", "{} in zehn Fragen, Teil {}"),
    "es": ("{}: una primera mirada, parte {}", "Lo esencial: {}, parte {}", "{} en diez preguntas, parte {}"),
    "it": ("{}: un primo sguardo, parte {}", "L'essenziale: {}, parte {}", "{} in dieci domande, parte {}"),
}
DESCRIPTIONS: Mapping[str, str] = {
    "en": "A short way into {}, with examples from everyday work.",
    "fr": "Une courte introduction : {}, avec des exemples du quotidien.",
    "de": "Ein kurzer Einstieg: {}, mit Beispielen aus dem Alltag.",
    "es": "Una breve introducción: {}, con ejemplos del día a día.",
    "it": "Una breve introduzione: {}, con esempi di ogni giorno.",
}
SYLLABI: Mapping[str, str] = {
    "en": "1. Where we stand\n2. What works\n3. Try it yourself",
    "fr": "1. Où en sommes-nous ?\n2. Ce qui marche\n3. À vous de jouer",
    "de": "1. Wo wir stehen\n2. Was wirkt\n3. Selbst probieren",
    "es": "1. Dónde estamos\n2. Lo que funciona\n3. Pruébelo",
    "it": "1. Dove siamo\n2. Ciò che funziona\n3. Provate voi",
}
