"""Translators work in a spreadsheet: what comes back as it was changes nothing, and neither does what is wrong."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.content import handback, judge, load, sheetfile
from bot.content.checks.lint import Lint
from bot.content.judge import Judge
from bot.content.sheetfile import read_sheet
from bot.content.sheets import guarded, plain, to_csv, to_xlsx
from bot.content.strings import COLUMNS, String, strings
from bot.matching.text import fold
from tests.worlds import ROOT, library, small_world

FRENCH = "locales/fr/LC_MESSAGES/answers.po"
Line = dict[str, str]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    content = small_world(tmp_path / "content")
    monkeypatch.setenv("INFOPOINT_CONTENT", str(content))
    monkeypatch.chdir(tmp_path)
    say("sync")
    return content


def say(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def everything(world: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in world.rglob("*") if path.is_file()}


def lines(world: Path, language: str = "fr") -> list[Line]:
    say("export", "--format", "csv", "--language", language, "--out", "texts.csv")
    return list(csv.DictReader(io.StringIO(Path("texts.csv").read_text("utf-8-sig"), newline="")))


def hand_in(rows: list[Line], *words: str, code: int = 0, name: str = "back.csv", encoding: str = "utf-8") -> Result:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    Path(name).write_bytes(text.getvalue().encode(encoding))
    return say("import", name, *words, code=code)


def row(rows: list[Line], context: str) -> Line:
    return next(line for line in rows if line["context"] == context)


WORK, YES = "intent:asylum_work:situation", "soft:card:yes"


# --------------------------------------------------------------------------- there and back


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["", "fr", "ar"])
def test_an_export_that_comes_back_changes_no_byte(world: Path, kind: str, language: str) -> None:
    before = everything(world)
    say("export", "--format", kind, "--out", f"texts.{kind}", *(["--language", language] if language else []))
    assert "0 of " in say("import", f"texts.{kind}").output
    assert everything(world) == before


def test_only_what_changed_becomes_a_draft(world: Path) -> None:
    say("approve", "fr", "intent:asylum_work", "soft", "card:safety_emergency", "--by", "Ana", "--author", "Luc")
    rows = lines(world)
    assert row(rows, WORK)["status"] == "approved"
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    assert "fr: 1 changed: " + WORK in hand_in(rows).output
    library = load(world)
    assert library.translation("intent:asylum_work", "fr").status == "draft"
    assert library.translation("intent:asylum_work", "fr").texts[WORK] == "Vous pouvez travailler plus tard."
    assert library.translation("soft", "fr").status == library.translation("card:safety_emergency", "fr").status
    assert library.translation("soft", "fr").status == "approved"
    assert say("check", "--errors").output.startswith("0 errors")


def test_a_changed_spreadsheet_of_excel_is_taken_over(world: Path) -> None:
    say("export", "--format", "xlsx", "--out", "texts.xlsx")
    book = load_workbook("texts.xlsx")
    sheet = book.active
    assert sheet is not None
    found = [line for line in sheet.iter_rows(min_row=2) if (line[0].value, line[1].value) == ("ar", "ui:help")]
    found[0][3].value = "يمكنك أن تكتب سؤالا\nأو أن تختار /menu /contacts /lawyer /return /emergency /hide"
    book.save("texts.xlsx")
    assert "ar: 1 changed: ui:help" in say("import", "texts.xlsx").output
    assert load(world).locales["ar"].entries["ui:help"].text == str(found[0][3].value)


def test_a_new_translation_fills_an_empty_row_and_an_emptied_row_is_left_as_it_was(world: Path) -> None:
    rows = lines(world)
    row(rows, WORK)["translation"] = ""
    row(rows, "intent:asylum_appeal:who")["translation"] = "Le tribunal décide."
    hand_in(rows)
    library = load(world)
    assert library.translation("intent:asylum_work", "fr").texts[WORK].startswith("Vous pouvez")
    assert library.locales["fr"].entries["intent:asylum_appeal:who"].text == "Le tribunal décide."


def test_an_outdated_text_is_renewed_or_confirmed(world: Path) -> None:
    path = world / "intents/asylum/asylum_work.yaml"
    path.write_text(path.read_text("utf-8").replace("You may work after", "You can work after"), "utf-8")
    say("sync")
    rows = lines(world)
    assert row(rows, WORK)["status"] == "outdated"
    assert "this was made from: You may work after some time." in row(rows, WORK)["note"]
    hand_in(rows)
    assert load(world).translation("intent:asylum_work", "fr").status == "outdated"
    row(rows, WORK)["status"] = "draft"
    hand_in(rows)
    assert load(world).translation("intent:asylum_work", "fr").status == "draft"


def test_a_second_import_changes_nothing_and_sync_keeps_what_was_imported(world: Path) -> None:
    rows = lines(world)
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    hand_in(rows)
    before = everything(world)
    assert "0 of " in hand_in(rows).output
    assert say("sync").output == "0 of 4 files changed.\n"
    assert everything(world) == before


def test_a_dry_run_tells_and_writes_nothing(world: Path) -> None:
    rows = lines(world)
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    before = everything(world)
    assert "1 of " in hand_in(rows, "--dry-run").output
    assert everything(world) == before


def test_who_translated_is_kept_and_cannot_approve(world: Path) -> None:
    rows = lines(world)
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    hand_in(rows, "--translator", 'Luc "L" <luc@law.example>')
    refused = say("approve", "fr", "intent:asylum_work", "--by", 'luc "l"', code=1)
    assert "another person has to approve it" in refused.output
    say("approve", "fr", "intent:asylum_work", "--by", "Ana")


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_csv_as_other_countries_save_it(world: Path, delimiter: str) -> None:
    rows = lines(world)
    row(rows, WORK)["translation"] = "Vous pouvez travailler, plus tard; ou jamais."
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    Path("back.csv").write_text("\ufeff" + text.getvalue(), "utf-8", newline="")
    assert "fr: 1 changed" in say("import", "back.csv").output


def test_a_column_of_ones_own_and_another_order_do_no_harm(world: Path) -> None:
    rows = [{"remark": "=1+1", **dict(reversed(line.items()))} for line in lines(world)]
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    assert "fr: 1 changed" in hand_in(rows).output


def test_rows_without_a_language_are_in_the_one_that_is_named(world: Path) -> None:
    rows = [{key: line[key] for key in ("context", "source", "translation")} for line in lines(world)]
    row(rows, WORK)["translation"] = "Vous pouvez travailler plus tard."
    assert "row-language" in hand_in(rows, code=1).output
    assert "fr: 1 changed" in hand_in(rows, "--language", "fr").output


# --------------------------------------------------------------------------- what is wrong


def changed(of: str, **cells: str) -> Callable[[list[Line]], None]:
    return lambda rows: row(rows, of).update(cells)


WRONG: dict[str, Callable[[list[Line]], None]] = {
    "row-unknown": changed(WORK, context="intent:asylum_wrok:situation"),
    "row-language": changed(WORK, language="xx"),
    "row-twice": lambda rows: rows.append(dict(row(rows, WORK))),
    "row-source": changed(WORK, source="You must not work.", translation="Vous ne devez pas travailler."),
    "sheet-formula": changed(WORK, translation='=HYPERLINK("https://evil.example","x")'),
    "translation-placeholder": changed("intent:asylum_appeal:situation", translation="Vous avez le temps."),
    "translation-number": changed(WORK, translation="Vous pouvez travailler après 4 mois."),
    "translation-phone": changed(WORK, translation="Appelez le 1234567."),
    "translation-url": changed(WORK, translation="Voyez [ici](https://evil.example)."),
    "markup-bold": changed(WORK, translation="Vous **pouvez travailler."),
    "markup-html": changed(WORK, translation="Vous <script>pouvez</script> travailler."),
    "control-character": changed(WORK, translation="Vous pouvez \u202e travailler."),
    "button-long": changed("intent:asylum_work:button", translation="Travailler " * 6),
    "forbidden-words": changed(WORK, translation="C'est la meilleure option."),
    "card-lead": changed("card:safety_emergency:lead", translation="Prévention du suicide."),
    "text-script": changed(WORK, translation="يمكنك أن تعمل بعد بعض الوقت إن شاء الله"),
    "text-source": changed(WORK, translation="You may work after some time."),
}


@pytest.mark.parametrize("code", sorted(WRONG))
def test_one_wrong_row_is_told_with_its_number_and_nothing_is_changed(world: Path, code: str) -> None:
    rows = lines(world)
    row(rows, YES)["translation"] = "Oui !"  # right, and not taken over either
    WRONG[code](rows)
    before = everything(world)
    output = hand_in(rows, code=1).output
    assert everything(world) == before
    told = [line for line in output.splitlines() if f" {code} " in line]
    untouched = [{**line, "translation": "Oui !"} if line["context"] == YES else line for line in lines(world)]
    number = next(n for n, line in enumerate(rows, 2) if line not in untouched[n - 2 : n - 1])
    assert len(told) == 1 and told[0].startswith(f"back.csv:{number}:") and " - " in told[0]


def test_everything_that_is_wrong_is_told_at_once(world: Path) -> None:
    rows = lines(world)
    for code in ("markup-bold", "translation-placeholder", "row-unknown"):
        WRONG[code](rows)
    row(rows, "soft:card:no")["translation"] = "=1+1"
    output = hand_in(rows, code=1).output
    for code in ("row-unknown", "translation-placeholder", "sheet-formula"):
        assert f" {code} " in output
    assert "problems; nothing was changed." in output


def test_a_text_of_another_language_is_refused(world: Path) -> None:
    rows = lines(world)
    for line in rows:
        line["language"] = "ar"
    assert "text-script" in hand_in(rows, code=1).output
    assert "row-other-language" in hand_in(lines(world), "--language", "ar", code=1).output


def test_the_text_of_a_neighbouring_language_is_refused() -> None:
    whole = Judge(Lint(), fold)
    rows = {(one.language, one.context): one for one in strings(library(), {}, ("es", "fr"))}
    name = "intent:asylum_again:situation"
    spanish, french = rows["es", name], rows["fr", name]
    assert [code for _, code, _ in whole.faults(library(), spanish, spanish.translation)] == []
    assert "text-elsewhere" in [code for _, code, _ in whole.faults(library(), spanish, french.translation)]


def test_a_text_that_was_never_synced_is_refused(world: Path) -> None:
    path = world / "intents/asylum/asylum_work.yaml"
    path.write_text(path.read_text("utf-8").replace("applies_to", "minors: Ask your guardian.\napplies_to", 1), "utf-8")
    rows = lines(world)
    row(rows, "intent:asylum_work:minors")["translation"] = "Demandez à votre tuteur."
    assert "row-unsynced" in hand_in(rows, code=1).output


# --------------------------------------------------------------------------- hostile files


def bomb() -> bytes:
    """Small, and half a gigabyte when it is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/workbook.xml", "w") as part:
        for _ in range(500):
            part.write(b" " * 1_000_000)
    return file.getvalue()


def book(*, sheets: int = 1, translation: object = "x", entity: bool = False) -> bytes:
    whole = Workbook()
    sheet = whole.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    sheet.append(["fr", WORK, "x", translation, "", ""])
    for _ in range(sheets - 1):
        whole.create_sheet()
    file = io.BytesIO()
    whole.save(file)
    if not entity:
        return file.getvalue()
    evil = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text.partition(b"?>")[2].replace(
                    b"<sheetData>", b"<sheetData>&a;"
                )
            new.writestr(name, text)
    return evil.getvalue()


HEAD = b"context,source,translation\r\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet-column"),
        (b"\xd0\xcf\x11\xe0 old", "sheet-kind"),
        (b"\0\1\2", "sheet-kind"),
        (b"PK\x03\x04 no zip", "sheet-broken"),
        (HEAD.decode().encode("utf-16"), "sheet-encoding"),
        (HEAD + "a,b,é".encode("latin-1"), "sheet-encoding"),
        (HEAD + b'a,b,"never closed', "sheet-broken"),
        (b"context,source\r\na,b", "sheet-column"),
        (b"context,source,translation,translation\r\na,b,c,d", "sheet-column"),
        (HEAD + b"a,b," + b"x" * 200_000, "sheet-broken"),
        (HEAD + b"a,b,c\r\n" * 100_001, "sheet-large"),
        (HEAD + b" " * 30_000_001, "sheet-large"),
        (book(sheets=2), "sheet-many"),
        (book(translation="=1+1"), "sheet-formula"),
        (book(translation=True), "sheet-cell"),
        (book(entity=True), "sheet-broken"),
    ],
)
def test_a_file_that_is_no_honest_spreadsheet_is_refused(data: bytes, code: str) -> None:
    rows, problems = read_sheet(data, "back")
    assert [problem.code for problem in problems] == [code] and rows == []
    assert problems[0].remedy


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = bomb()
    assert len(data) < 1_000_000
    assert [problem.code for problem in read_sheet(data, "back.xlsx")[1]] == ["sheet-large"]


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for begun in (b"", b"PK\x03\x04", HEAD):
        read_sheet(begun + data, "back")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("=+-@'\n\""), max_size=30)


@given(TEXT)
@settings(max_examples=150, deadline=None)
def test_no_cell_is_run_and_every_cell_reads_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@")) and plain(guarded(text)) == text


@given(TEXT.map(str.strip), TEXT.map(str.strip))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_survives_both_kinds_of_file(source: str, text: str) -> None:
    string = String("fr", "x", source, text, "draft", "")
    for written in (to_csv, to_xlsx):
        rows, problems = read_sheet(written([string]), "back")
        assert problems == []
        assert (rows[0].cells["source"], rows[0].cells["translation"]) == (source, text)


# --------------------------------------------------------------------------- exports for partners


def test_json_holds_every_text_with_its_status(world: Path) -> None:
    found = json.loads(say("export", "--format", "json", "--language", "fr").stdout)
    by_context = {line["context"]: line for line in found}
    assert by_context[WORK]["status"] == "draft" and by_context[WORK]["language"] == "fr"
    assert by_context["intent:asylum_appeal:title"]["status"] == "missing"
    assert set(by_context) >= {context for unit in load(world).units.values() for context, _ in unit.strings}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "xlsx"], "--out texts.xlsx"),
        (["--format", "csv", "--language", "xx"], "none of"),
        (["--format", "csv", "--language", "en"], "source"),
        (["--format", "html"], "--out pages"),
        (["--format", "html", "--review"], "--language"),
        (["--format", "csv", "--review", "--language", "fr"], "--format html"),
    ],
)
def test_what_cannot_be_exported_is_told(world: Path, words: list[str], told: str) -> None:
    assert told in " ".join(say("export", *words, code=2).output.replace("│", " ").split())


def test_a_file_that_is_not_there_is_told(world: Path) -> None:
    assert "nothing.csv" in say("import", "nothing.csv", code=2).output


def test_the_document_lists_every_code_of_a_spreadsheet() -> None:
    document = (ROOT / "docs" / "translating.md").read_text("utf-8")
    for family in (sheetfile.CODES, handback.CODES, judge.CODES):
        for code, told in family.table.items():
            assert f"| `{code}` | {told.what} |" in document
