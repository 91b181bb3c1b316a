"""What can be wrong with a file as a whole, so that nothing of it is imported, and the finding of it (CR8)."""

from enum import StrEnum

from rollbook.model.errors import Defect, TableError

_KEPT = 1_000
_SHOWN = 80


class Fault(StrEnum):
    """The kinds of defects of a file, in the words that an administrator reads."""

    EMPTY = "the file is empty"
    NOT_TEXT = "this is no text file"
    UTF_16_UNMARKED = "UTF-16 without a byte order mark"
    ENCODING_UNKNOWN = "the encoding cannot be told"
    ENCODINGS_MIXED = "a byte that is no UTF-8 in a file that otherwise is"
    CHARACTER_CUT = "the file ends in the middle of a character"
    GARBLED = "garbled characters"
    CHARACTER_LOST = "a character that was lost"
    CONTROL_CHARACTER = "a control character"
    DELIMITER_WRONG = "the cells are not separated by commas"
    DELIMITERS_MIXED = "another separator among commas"
    HEADER_ABSENT = "no line with the names of the columns"
    HEADER_LATE = "lines above the names of the columns"
    HEADER_REPEATED = "the names of the columns once more"
    HEADER_MISSING = "a column is missing"
    HEADER_UNNAMED = "a column without a name"
    HEADER_DOUBLED = "the same column twice"
    HEADER_ALIASED = "the same column under its old and its new name"
    HEADER_UNKNOWN = "an unknown column"
    HEADER_SPACES = "spaces in the name of a column"
    HEADER_INVISIBLE = "invisible characters in the name of a column"
    HEADER_QUOTED = "quotation marks in the name of a column"
    HEADER_CASE = "the name of a column in other letters"
    TOO_MANY_COLUMNS = "too many columns"
    TOO_FEW_CELLS = "too few cells"
    TOO_MANY_CELLS = "too many cells"
    QUOTE_UNCLOSED = "a quotation mark that is not closed"
    QUOTE_STRAY = "a single quotation mark inside a quoted cell"
    QUOTE_SPACED = "a space before an opening quotation mark"
    QUOTES_CURLY = "curly quotation marks around a cell"
    CELL_TOO_LONG = "a cell that is too long"
    LINE_TOO_LONG = "a line that is too long"
    NO_ROWS = "no row below the names of the columns"
    TOO_MANY_ROWS = "too many rows"


class Findings:
    """Collects the defects of one file: the first thousand, and how many there are."""

    def __init__(self) -> None:
        self.count = 0
        self._defects: list[Defect] = []

    def add(self, fault: Fault, fix: str, *, line: int = 0, column: str = "", found: str = "") -> None:
        """Note one; what was found is shortened."""
        self.count += 1
        if len(self._defects) < _KEPT:
            self._defects.append(Defect(line, column, fault.value, shortened(found), fix))

    def raise_any(self) -> None:
        """Raise TableError when there are any, by line."""
        if self.count:
            raise TableError(sorted(self._defects, key=lambda defect: defect.line), self.count)


def refusal(fault: Fault, fix: str, *, line: int = 0, found: str = "") -> TableError:
    """Return the error for a file of which nothing more can be said."""
    return TableError([Defect(line, "", fault.value, shortened(found), fix)], 1)


def shortened(found: str) -> str:
    """Return what was found, cut to what a person can take in."""
    return found if len(found) <= _SHOWN else f"{found[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}"


def nth(index: int) -> str:
    """Return how a column without a known name is called, by its index from 0."""
    return f"column {index + 1}"
