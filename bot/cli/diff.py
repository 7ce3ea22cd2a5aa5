"""infopoint diff: what an edit of the content changes, in test messages and transcripts read with both versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.cli import judging, wiring
from bot.cli.quality import MESSAGES
from bot.cli.revision import RevisionError, content_at, resolve
from bot.cli.test import FOLDER as TRANSCRIPTS
from bot.content import ContentError, Library, load
from bot.dialogue.rehearsal import changed_lines, rehearse
from bot.matching import Understanding
from bot.matching.cache import stored_vectors
from bot.matching.difference import KINDS, RIGHT, Change, changes, ordered, rank
from bot.matching.encoder import Encoder
from bot.matching.evaluate import Row, comparable, judge
from bot.ops import log as logs

out, errors = Console(), Console(stderr=True)
BASE = "base"  # folder of the cache for the older content
SHOWN = 40  # of the changes that made nothing right or wrong


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the content and what was learned from it."""

    library: Library
    understanding: Understanding


def diff(
    base: Annotated[str, typer.Option(help="the git revision to compare with")] = "HEAD",
    encoder: Annotated[bool, typer.Option("--encoder", help="with the sentence encoder, too (minutes)")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON, with every change")] = False,
    messages: Annotated[Path, typer.Option(help="folder of the test messages")] = MESSAGES,
    transcripts: Annotated[Path, typer.Option(help="folder of the golden conversations")] = TRANSCRIPTS,
) -> None:
    """List every utterance that is decided otherwise than at the revision; what was right and is wrong comes first.

    Ends with 0 when nothing went from right to wrong, with 1 when something did, with 2 when it cannot be run.
    """
    settings = wiring.settings_or_exit()
    logs.set_up(settings.log_format, quiet=True)
    ear = wiring.encoder_or_words(settings) if encoder else None
    files, plays = sorted(messages.glob("*.tsv")), sorted(transcripts.glob("*.txt"))
    if not files and not plays:
        _give_up(f"neither {messages} nor {transcripts} holds anything to read: run this in a checkout")
    rows, places = _rows(files)
    now = wiring.library_or_exit(settings.content)
    commit, then = _library_then(settings.content, base)
    old = Version(then, _learned(then, ear, BASE))
    new = Version(now, _learned(now, ear, wiring.WORDS if ear is None else wiring.JOINT))
    before, after = judge(rows, old.understanding.read), judge(rows, new.understanding.read)
    found = ordered([*changes(before, after, places), *_changed_plays(plays, old, new)])
    right = [sum(rank(one) == RIGHT for one in judged) for judged in (before, after)]
    if as_json:
        counts = {"base": commit, "messages": len(rows), "right_before": right[0], "right_now": right[1]}
        typer.echo(json.dumps(counts | {"changes": [asdict(one) for one in found]}, ensure_ascii=False, indent=2))
    else:
        _print(found)
        typer.echo(f"{right[0]} of {len(rows)} messages were right at {base}, {right[1]} are now.")
    raise typer.Exit(int(any(one.kind == "right-to-wrong" for one in found)))


def _rows(files: list[Path]) -> tuple[list[Row], list[str]]:
    """All rows and where each stands."""
    rows, places = [], []
    for file in files:
        numbers = [number for number, line in enumerate(file.read_text("utf-8-sig").split("\n"), 1) if line.strip()]
        rows += judging.rows_or_exit([file])
        places += [f"{file}:{number}" for number in numbers]
    return comparable(rows)[0], places


def _changed_plays(plays: list[Path], old: Version, new: Version) -> Iterator[Change]:
    for play in plays:
        text = play.read_text("utf-8")
        before, now = (rehearse(text, one.library, one.understanding.read) for one in (old, new))
        yield from changed_lines(str(play), before, now)


def _library_then(content: Path, base: str) -> tuple[str, Library]:
    """The commit and its content; or why there is none, and exit 2."""
    try:
        commit = resolve(content, base)
        with content_at(content, commit) as folder:
            return commit, load(folder)
    except RevisionError as error:
        _give_up(str(error))
    except ContentError as error:
        problems = "\n".join(str(problem) for problem in error.problems)
        _give_up(f"the content of `{base}` has errors, so there is nothing to compare with:\n{problems}")


def _learned(library: Library, encoder: Encoder | None, folder: str) -> Understanding:
    """Vectors of phrases are shared by both versions, so that an edit costs only the phrases that are new."""
    vectors = stored_vectors(encoder, wiring.cache_dir() / wiring.JOINT)
    return Understanding.train(
        library, encoder=vectors, progress=wiring.tell_progress, cache=wiring.cache_dir() / folder
    )


def _print(found: list[Change]) -> None:
    counts = Counter(one.kind for one in found)
    for name in KINDS:
        shown = [one for one in found if one.kind == name]
        if shown:
            out.print(f"\n[bold]{name}[/]: {counts[name]}")
        limit = SHOWN if name == "other" else len(shown)
        for one in shown[:limit]:
            wanted = f" (asks {one.want})" if one.want else ""
            line = f"{one.where}{wanted}: {one.text}\n    {one.before} -> {one.now}"
            out.print(line, markup=False, highlight=False, soft_wrap=True)
        if len(shown) > limit:
            out.print(f"... and {len(shown) - limit} more: --json lists all", markup=False)


def _give_up(sentence: str) -> NoReturn:
    errors.print(sentence, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(2)
