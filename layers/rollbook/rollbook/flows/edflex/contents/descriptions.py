"""What a course says of itself: its description, its syllabus, and who wrote it (EF2)."""

from rollbook.flows.edflex.contents.naming import distinct
from rollbook.model.records import Json


def description(record: Json) -> str:
    """Return description and syllabus, a paragraph each; the authors come last, for 360Learning has no field for them.

    Empty where Edflex says nothing of all this.
    """
    authors = distinct(record["authors"])
    signature = f"\N{EM DASH} {', '.join(authors)}" if authors else ""
    return "\n\n".join([*distinct([record["description"], record["syllabus"]]), *filter(None, [signature])])
