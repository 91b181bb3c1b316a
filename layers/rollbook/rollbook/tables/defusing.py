"""Cells that a spreadsheet would take for a formula, made harmless in results and restored when one is imported."""

import re

OURS = "rollbook_"
"""What the names of the columns begin with that a result has and no file needs."""

_FORMULA = re.compile(r"['\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_DEFUSED = re.compile(r"'['\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe in front where it might."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Return a cell as it was before it was defused."""
    return cell[1:] if _DEFUSED.match(cell) else cell
