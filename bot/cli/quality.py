"""infopoint quality: measure what is understood and write docs/quality.md; or say what in it is out of date."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import judging, wiring
from bot.cli.quality_page import TITLES, Kind, PageError, Part, Stamp, page, read, written
from bot.content import Library
from bot.matching import artefact
from bot.matching.encoder import Encoder
from bot.matching.evaluate import comparable, judge
from bot.matching.measured import Measured
from bot.matching.quality import tables
from bot.matching.signs import signs_digest
from bot.ops import log as logs

errors = Console(stderr=True)
MESSAGES, PAGE = Path("tests/messages"), Path("docs/quality.md")
DIGITS = 12  # of a digest


def quality(
    check: Annotated[bool, typer.Option("--check", help="measure nothing: say what is out of date")] = False,
    no_encoder: Annotated[bool, typer.Option("--no-encoder", help="only the part by words alone")] = False,
    messages: Annotated[Path, typer.Option(help="folder of the test messages")] = MESSAGES,
    output: Annotated[Path, typer.Option(help="the page")] = PAGE,
) -> None:
    """Measure with and without the sentence encoder (minutes) and write the page.

    --check ends with 1 when the page is missing or was changed by hand; what is merely out of date is told, no more.
    """
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    library = wiring.library_or_exit(settings.content)
    ordinary, special = _files(messages)
    now = Stamp(library.digest[:DIGITS], _digest([*ordinary, *special]), _matcher())
    if check:
        _check(output, now)
        return
    parts = _kept(output)
    encoder = None if no_encoder else wiring.encoder_or_words(settings)
    if encoder is not None:
        parts["joint"] = _measured("joint", library, encoder, files=(ordinary, special), stamp=now)
    parts["words"] = _measured("words", library, None, files=(ordinary, special), stamp=now)
    wiring.write(output, page(parts))
    typer.echo(f"{output}: {', '.join(TITLES[kind].lower() for kind in TITLES if kind in parts)}")


def _measured(
    kind: Kind, library: Library, encoder: Encoder | None, *, files: tuple[list[Path], list[Path]], stamp: Stamp
) -> Part:
    understanding, counting = judging.learned(library, encoder)
    messages, crises = (comparable(judging.rows_or_exit(paths))[0] for paths in files)
    measured = Measured(
        messages=judge(messages, understanding.read, counting),
        mistyped=judge(judging.with_typing_errors(messages), understanding.read, counting),
        crises=judge(crises, understanding.read, counting),
    )
    found = tables(measured, judging.topic_of(library), judging.risk_of(library))
    return written(kind, date.today().isoformat(), stamp, tables=found)  # noqa: DTZ011 - the day where it is run


def _check(output: Path, now: Stamp) -> None:
    try:
        parts = read(output.read_text("utf-8"))
    except (OSError, PageError) as error:
        errors.print(f"{output}: {error}", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(1) from error
    for kind, title in TITLES.items():
        part = parts.get(kind)
        if part is None:
            typer.echo(f"{title}: not measured yet - run `make quality`")
        elif changed := part.stamp.changed(now):
            typer.echo(f"{title}: {', '.join(changed)} changed since {part.day} - run `make quality`")
        else:
            typer.echo(f"{title}: up to date ({part.day})")


def _kept(output: Path) -> dict[Kind, Part]:
    """The parts that are there; a page that was changed by hand is measured anew."""
    try:
        return read(output.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except PageError as error:
        errors.print(f"{output}: {error}; its parts are dropped", highlight=False, markup=False, soft_wrap=True)
        return {}


def _files(messages: Path) -> tuple[list[Path], list[Path]]:
    """The files of messages and those of crises, as docs/quality.md names them; exit 2 when there are none."""
    found = sorted(messages.glob("??.tsv")), sorted(messages.glob("crisis_*.tsv"))
    if not all(found):
        errors.print(f"{messages} holds no <language>.tsv or no crisis_<language>.tsv: run this in a checkout.")
        raise typer.Exit(2)
    return found


def _digest(files: list[Path]) -> str:
    whole = blake2b(digest_size=DIGITS // 2)
    for file in files:
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def _matcher() -> str:
    """A digest of the code and of the tables of signs that decide what is understood."""
    code = artefact.code_digest(*(path.stem for path in Path(artefact.__file__).parent.glob("*.py")))
    return blake2b(f"{code} {signs_digest()}".encode(), digest_size=DIGITS // 2).hexdigest()
