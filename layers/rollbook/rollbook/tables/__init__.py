"""Files of rows as institutions upload them: read in a stream, or refused with all that is wrong; and their results."""

from rollbook.tables.reading import read
from rollbook.tables.results import defects_csv, explained, write

__all__ = ["defects_csv", "explained", "read", "write"]
