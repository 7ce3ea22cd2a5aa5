"""Rows of texts as files that other programs open: JSON, CSV, Excel. No cell of ours is ever run as a formula.

A CSV cell that a spreadsheet would take for a formula gets an apostrophe before it, and `plain` takes it off again.
In an .xlsx file every cell is marked as text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, astuple

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.content.approvals import RefusedError
from bot.content.strings import COLUMNS, String

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_WIDTHS = {"language": 10, "context": 34, "source": 60, "translation": 60, "status": 11, "note": 40}


def guarded(cell: str) -> str:
    """The cell as it may stand in a CSV file: with an apostrophe where it would be run."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def plain(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def to_json(rows: Iterable[String]) -> bytes:
    return (json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n").encode()


def to_csv(rows: Iterable[String]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in astuple(row)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[String]) -> bytes:
    """RefusedError for a text with control characters: the format cannot hold them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("texts")
    sheet.freeze_panes = "D2"
    for number, name in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDEFGH"[number]].width = _WIDTHS[name]
    sheet.append([_cell(sheet, name, bold=True) for name in COLUMNS])
    for row in rows:
        if ILLEGAL_CHARACTERS_RE.search("".join(astuple(row))):
            raise RefusedError(f"{row.context} ({row.language}) holds an invisible character: run `infopoint check`")
        sheet.append([_cell(sheet, text) for text in astuple(row)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # else a text that begins with = is a formula
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
