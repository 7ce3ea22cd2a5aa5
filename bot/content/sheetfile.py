"""A spreadsheet from outside as plain rows: CSV or .xlsx, whatever a stranger's program made of it.

Everything is bounded (bytes, unpacked bytes, rows, columns) before it is read, and nothing in it is ever run.
It knows columns and cells; what a text may say is `handback`'s business.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import load_workbook

from bot.content.checks.codes import Code, Codes
from bot.content.models import Origin
from bot.content.sheets import plain
from bot.messages import Problem

CODES = Codes(
    "Spreadsheets",
    {
        "sheet-large": Code("a file is larger than any honest one", "hand in one language at a time"),
        "sheet-kind": Code("a file is neither CSV nor .xlsx", "save it as .xlsx or as CSV (UTF-8)"),
        "sheet-encoding": Code("a CSV file is not UTF-8", "save it as CSV (UTF-8), or as .xlsx"),
        "sheet-broken": Code("a file cannot be read", "open it in your spreadsheet program and save it as .xlsx again"),
        "sheet-many": Code("there is more than one sheet", "keep the one that was exported and delete the others"),
        "sheet-column": Code("a column is missing or stands twice", "keep the first row as it was exported"),
        "sheet-formula": Code(
            "a cell holds a formula", "write the text itself; a text that begins with = needs ' before"
        ),
        "sheet-cell": Code(
            "a cell holds a date or something else that is no text", "format the cell as text, write again"
        ),
    },
)
NEEDED = ("context", "source", "translation")
COLUMNS = ("language", *NEEDED, "status")
MAX_BYTES, MAX_UNPACKED, MAX_PARTS = 30_000_000, 200_000_000, 500
MAX_ROWS, MAX_COLUMNS = 100_000, 40
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_Cells = list[object]


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of the spreadsheet, from 1; `cells` by column, with where each stands."""

    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]


class _UnreadableError(Exception):
    """The whole file cannot be used: one problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_sheet(data: bytes, name: str) -> tuple[list[Row], list[Problem]]:
    """The rows under the heading, without empty ones, and what is wrong. Never raises, whatever the bytes are."""
    try:
        if len(data) > MAX_BYTES:
            raise _refused(name, "sheet-large", f"{len(data):,} bytes")
        lines = _xlsx(data, name) if data.startswith(b"PK") else _csv(data, name)
        return _rows(lines, name)
    except _UnreadableError as error:
        return [], [error.problem]


def _refused(name: str, code: str, message: str, row: int = 1) -> _UnreadableError:
    return _UnreadableError(CODES(code, Origin(name, row), message))


def _csv(data: bytes, name: str) -> list[_Cells]:
    if data.startswith(_OLD_EXCEL):
        raise _refused(name, "sheet-kind", "this is the old Excel format")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise _refused(name, "sheet-encoding", "the text is not UTF-8", row) from error
    if "\0" in text:
        raise _refused(name, "sheet-kind", "this is no text")
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)  # spreadsheet programs save as the country is used to
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[_Cells] = []
    try:
        for line in reader:
            lines.append([_Formula() if cell.lstrip().startswith("=") else plain(cell) for cell in line[:MAX_COLUMNS]])
            if len(lines) > MAX_ROWS:
                raise _refused(name, "sheet-large", f"more than {MAX_ROWS:,} rows")
    except csv.Error as error:
        raise _refused(name, "sheet-broken", str(error), len(lines) + 1) from error
    return lines


def _xlsx(data: bytes, name: str) -> list[_Cells]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            found = parts.infolist()
            # a part is never unpacked beyond the size that it declares, so the declared sizes are a limit
            if len(found) > MAX_PARTS or sum(part.file_size for part in found) > MAX_UNPACKED:
                raise _refused(name, "sheet-large", "unpacked it would be larger than any honest file")
        book = load_workbook(io.BytesIO(data), read_only=True)
        if len(book.worksheets) != 1:
            raise _refused(name, "sheet-many", ", ".join(f"`{sheet.title}`" for sheet in book.worksheets) or "none")
        rows = book.worksheets[0].iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
        lines: list[_Cells] = [[_Formula() if cell.data_type in "fe" else cell.value for cell in row] for row in rows]
    except _UnreadableError:
        raise
    except Exception as error:  # a stranger's file: the library fails in many ways, each means the same
        raise _refused(name, "sheet-broken", type(error).__name__) from error
    if len(lines) > MAX_ROWS:
        raise _refused(name, "sheet-large", f"more than {MAX_ROWS:,} rows")
    return lines


class _Formula:
    """What stands where a cell would be calculated."""


def _rows(lines: list[_Cells], name: str) -> tuple[list[Row], list[Problem]]:
    heading = [str(cell or "").strip().casefold() for cell in lines[0]] if lines else []
    wrong = [column for column in NEEDED if heading.count(column) != 1]
    wrong += [column for column in COLUMNS if column not in wrong and heading.count(column) > 1]
    if wrong:
        raise _refused(name, "sheet-column", ", ".join(f"`{column}`" for column in wrong))
    columns = {column: heading.index(column) for column in COLUMNS if column in heading}
    places = {column: place + 1 for column, place in columns.items()}
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:], start=2):
        cells: dict[str, str] = {}
        for column, place in columns.items():
            cell = line[place] if place < len(line) else None
            if isinstance(told := _text(cell), str):
                cells[column] = told
            else:
                problems.append(CODES(told.code, Origin(name, number, place + 1), f"{told.message} in `{column}`"))
        if len(cells) == len(columns) and any(cells.values()):
            rows.append(Row(number, cells, places))
    return rows, problems


@dataclass(frozen=True, slots=True)
class _NoText:
    code: str
    message: str


def _text(cell: object) -> str | _NoText:
    match cell:
        case None:
            return ""
        case _Formula():
            return _NoText("sheet-formula", "a formula")
        case bool():
            return _NoText("sheet-cell", f"{cell}")
        case int():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case str():
            return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
        case _:
            return _NoText("sheet-cell", type(cell).__name__)
