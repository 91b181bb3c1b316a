"""What is wrong with a row as a part of its file: how many cells it has, and characters that no cell may hold."""

import re

from rollbook.tables.faults import Fault, Findings, nth
from rollbook.tables.headers import Layout
from rollbook.tables.marks import CONTROL, LOST, garbled
from rollbook.tables.splitting import Record

_SEPARATED = re.compile(r"[,;\t|]")
_OPENING = ("\u201c", "\u201d", "\u201e", "\u201f", "\u00ab", "\u00bb")
_CLOSING = ("\u201c", "\u201d", "\u201f", "\u00ab", "\u00bb")
_SAVED_WRONG = (
    "The file was once opened in the wrong encoding: export it again, and import it as UTF-8 where you open it."
)


def inspect(record: Record, layout: Layout, findings: Findings) -> None:
    """Note what is wrong with a record."""
    if record.lines > 1 and _note_swallowed(record, layout, findings):
        return
    if len(record.cells) != layout.width:
        _note_ragged(record, layout, findings)
    elif record.cells[0] == layout.header[0] and record.cells == layout.header:
        fix = "Delete the line: the names stand at the beginning already."
        findings.add(Fault.HEADER_REPEATED, fix, line=record.line)
    if not record.plain:
        for index, cell in enumerate(record.cells):
            if not (cell.isascii() and cell.isprintable()):
                _note_characters(cell, record.line, _name(layout, index), findings)


def _note_swallowed(record: Record, layout: Layout, findings: Findings) -> bool:
    """Note a cell of several lines with as many commas as a row has: a row that was lost in a quotation mark."""
    for index, cell in enumerate(record.cells):
        if cell.count(",") >= layout.width - 1 > 1 and ("\n" in cell or "\r" in cell):
            fix = "Close it on its line. If the cell is right, take the line breaks out of it."
            column = _name(layout, index)
            findings.add(Fault.QUOTE_UNCLOSED, fix, line=record.line, column=column, found=cell)
            return True
    return False


def _name(layout: Layout, index: int) -> str:
    return layout.names[index] if index < layout.width else nth(index)


def _note_ragged(record: Record, layout: Layout, findings: Findings) -> None:
    cells, width = len(record.cells), layout.width
    looked_at = record.cells[: 2 * width]
    curly = next((index for index, cell in enumerate(looked_at) if _begins_curly(cell)), None)
    if curly is not None and cells > width and any(map(_ends_curly, looked_at)):
        _note_curly(record.cells[curly], record.line, _name(layout, curly), findings)
        return
    if cells > width:
        fault = Fault.TOO_MANY_CELLS
        fix = 'Take the surplus commas away; a cell that has a comma in it stands in quotation marks, "like, this".'
    elif len(_SEPARATED.split(",".join(record.cells))) == width:
        fault, fix = Fault.DELIMITERS_MIXED, "Put commas between the cells of this row, as in the first line."
    else:
        fault, fix = Fault.TOO_FEW_CELLS, "Add the missing cells, empty ones too, or their commas."
    if record.lines > 1:
        fix = f"The row goes on to line {record.line + record.lines - 1}: is a quotation mark missing? {fix}"
    findings.add(fault, fix, line=record.line, found=f"{cells} cells instead of {width}")


def _note_characters(cell: str, line: int, column: str, findings: Findings) -> None:
    control = CONTROL.search(cell)
    if control:
        found = f"U+{ord(control[0]):04X} as character {control.start() + 1} of the cell"
        findings.add(Fault.CONTROL_CHARACTER, "Delete the character.", line=line, column=column, found=found)
    if LOST in cell:
        findings.add(Fault.CHARACTER_LOST, f"Type it again. {_SAVED_WRONG}", line=line, column=column, found=cell)
    if found := garbled(cell):
        findings.add(Fault.GARBLED, _SAVED_WRONG, line=line, column=column, found=found)
    if _begins_curly(cell) and _ends_curly(cell):
        _note_curly(cell, line, column, findings)


def _begins_curly(cell: str) -> bool:
    return cell.lstrip().startswith(_OPENING)


def _ends_curly(cell: str) -> bool:
    return cell.rstrip().endswith(_CLOSING)


def _note_curly(cell: str, line: int, column: str, findings: Findings) -> None:
    fix = 'Use straight quotation marks (") around a cell, or none.'
    findings.add(Fault.QUOTES_CURLY, fix, line=line, column=column, found=cell)
