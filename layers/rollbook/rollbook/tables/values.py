"""What a cell means by the kind of its column: its one spelling, or why it is not accepted and what is."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from rollbook.model.tables import Column, Kind
from rollbook.tables.marks import CURLY, INVISIBLE, STRAY

Check = Callable[[str], str]
"""Returns the one spelling of a stripped cell; raises WrongValueError."""

_CACHE = 4_096
_LONGEST_EMAIL = 254

_PLAIN_IDENTIFIER = re.compile(r"(?![=+\-@#])(?!\d(?:[.,]\d+)?[eE][+-])[!-~](?:[ -~]*[!-~])?")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE][+-]\d+")
_FORMULA = re.compile(r"[=+\-@\uff1d\uff0b\uff0d\uff20]")
_OF_A_SPREADSHEET = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#+)")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(
    rf"(?![=+\-@]){_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]{{2,63}}"
)
_DECIMAL = re.compile(r"([0-9]{0,32})(?:\.([0-9]{0,32}))?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_BOOLEANS = {"1": "1", "0": "0", "true": "1", "false": "0", "yes": "1", "no": "0"}
_CURLY = re.compile(f"[{CURLY}]")


class WrongValueError(Exception):
    """A cell that is not as its column asks; neither sentence nor remedy holds what stands in it."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


def check(column: Column) -> Check:
    """Return the check of a column's cells."""
    checks = {
        Kind.TEXT: _text,
        Kind.IDENTIFIER: _identifier,
        Kind.EMAIL: _email,
        Kind.DECIMAL: _decimal,
        Kind.BOOLEAN: _boolean,
        Kind.MOMENT: _moment,
    }
    of_kind = checks[column.kind]

    def checked(cell: str) -> str:
        if cell.startswith("#") and _OF_A_SPREADSHEET.fullmatch(cell):
            raise WrongValueError(
                f"{column.name} has an error of a spreadsheet instead of a value.",
                "Correct the formula that the cell comes from, and save the file again.",
            )
        value = of_kind(column, cell)
        if column.longest and len(value) > column.longest:
            raise WrongValueError(
                f"{column.name} has {len(value):,} characters.", f"Shorten it to at most {column.longest:,} characters."
            )
        return value

    return checked if column.kind in (Kind.TEXT, Kind.IDENTIFIER, Kind.EMAIL) else lru_cache(_CACHE)(checked)


def _text(_column: Column, cell: str) -> str:
    return cell if cell.isascii() else cell.strip(STRAY)


def _identifier(column: Column, cell: str) -> str:
    if not _PLAIN_IDENTIFIER.fullmatch(cell):
        _refuse_touched(column, cell)
        if _SCIENTIFIC.fullmatch(cell):
            raise WrongValueError(
                f"{column.name} is in scientific notation: a spreadsheet took it for a number and lost its digits.",
                "Take it from the system that it comes from, into a column that is formatted as text.",
            )
    return cell


def _email(column: Column, cell: str) -> str:
    if len(cell) > _LONGEST_EMAIL or not _EMAIL.fullmatch(cell):
        _refuse_touched(column, cell)
        raise WrongValueError(
            f"{column.name} is no e-mail address.",
            "Write one address, such as name@school.example, without a name or brackets around it.",
        )
    return cell


def _refuse_touched(column: Column, cell: str) -> None:
    if INVISIBLE.search(cell):
        raise WrongValueError(f"{column.name} has characters in it that cannot be seen.", "Type it again.")
    if any(character.isspace() and character != " " for character in cell):
        raise WrongValueError(f"{column.name} has a line break, a tab or a special space in it.", "Type it again.")
    if _CURLY.search(cell):
        raise WrongValueError(f"{column.name} has curly quotation marks in it.", "Use straight ones, or none.")
    if _FORMULA.match(cell):
        raise WrongValueError(
            f"{column.name} begins like a formula of a spreadsheet.",
            "Write the value itself, without = + - @ in front.",
        )


def _decimal(column: Column, cell: str) -> str:
    before, after = column.digits
    found = _DECIMAL.fullmatch(cell)
    if found and (found[1] or found[2]):
        whole, part = (found[1] or "").lstrip("0"), (found[2] or "").rstrip("0")
        if not before or (len(whole) <= before and len(part) <= after):
            return f"{whole or '0'}.{part}" if part else whole or "0"
    most = f": at most {before} digits before it and {after} after" if before else ""
    raise WrongValueError(
        f"{column.name} is no number as it is accepted.", f"Write it with a point, such as 1.5{most}."
    )


def _boolean(column: Column, cell: str) -> str:
    found = _BOOLEANS.get(cell.casefold())
    if found is None:
        raise WrongValueError(f"{column.name} is neither yes nor no.", "Write 1 for yes or 0 for no.")
    return found


def _moment(column: Column, cell: str) -> str:
    found = _MOMENT.fullmatch(cell)
    if found:
        day, time, zone = found.groups()
        moment = f"{day}T{time}{(zone or '').upper()}" if time else day
        try:
            datetime.fromisoformat(moment)
        except ValueError:
            pass
        else:
            return moment
    raise WrongValueError(
        f"{column.name} is no date as it is accepted.",
        "Write year, month and day, such as 2026-09-14, or with the time, 2026-09-14T10:00 or 2026-09-14T10:00:00Z.",
    )
