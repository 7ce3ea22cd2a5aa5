"""Where each training phrase stands: file and line, found by reading the content's YAML once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.models import Origin
from bot.content.yamlfile import Mapping, Scalar, Sequence, Tree, read


def phrase_places(content: Path) -> dict[tuple[str, str], Origin]:
    """(language, phrase) to its first place under `content/intents`, in the order of file names."""
    found: dict[tuple[str, str], Origin] = {}
    for path in sorted((content / "intents").rglob("*.yaml")):
        tree, _problems = read(path, str(path.relative_to(content)))
        if tree is not None:
            for language, phrase in _phrases(tree):
                found.setdefault((language, phrase.text.strip()), phrase.origin)
    return found


def _phrases(tree: Tree) -> Iterator[tuple[str, Scalar]]:
    match tree:
        case Mapping(pairs=pairs):
            for key, value in pairs.items():
                if key == "phrases" and isinstance(value, Mapping):
                    yield from _by_language(value)
                else:
                    yield from _phrases(value)
        case Sequence(items=items):
            for item in items:
                yield from _phrases(item)
        case Scalar():
            return


def _by_language(tree: Mapping) -> Iterator[tuple[str, Scalar]]:
    for language, phrases in tree.pairs.items():
        if isinstance(phrases, Sequence):
            yield from ((language, phrase) for phrase in phrases.items if isinstance(phrase, Scalar))
