"""Where something stands in a file: YAML trees and .po lines, read again only when a problem has to be pointed at."""

from __future__ import annotations

from pathlib import Path

from bot.content import yamlfile
from bot.content.models import Origin
from bot.content.yamlfile import Mapping, Scalar, Sequence, Tree


class Trees:
    def __init__(self, content: Path) -> None:
        self._content = content
        self._trees: dict[str, Tree | None] = {}
        self._lines: dict[str, list[str]] = {}

    def at(self, file: str, path: tuple[str | int, ...] = (), offset: int = 0) -> Origin:
        """The place of the value at the end of `path`, or of the nearest thing above it that exists."""
        here = self._tree(file)
        if here is None:
            return Origin(file)
        for step in path:
            below = _below(here, step)
            if below is None:
                break
            here = below
        return here.at(offset) if isinstance(here, Scalar) else here.origin

    def key(self, file: str, path: tuple[str | int, ...]) -> Origin:
        """The place of the key at the end of `path`."""
        above = self._walk(file, path[:-1])
        if isinstance(above, Mapping) and (key := above.keys.get(str(path[-1]))) is not None:
            return key
        return self.at(file, path)

    def texts(self, file: str, path: tuple[str | int, ...]) -> list[tuple[str, Origin]]:
        """The texts of a list with their places."""
        found = self._walk(file, path)
        return [(scalar.text.strip(), scalar.origin) for scalar in yamlfile.scalars(found)] if found else []

    def msgstr(self, file: str, line: int) -> Origin:
        """The `msgstr` line of the .po entry that begins at `line`."""
        lines = self._file_lines(file)
        for number in range(line, len(lines) + 1):
            if lines[number - 1].startswith("msgstr"):
                return Origin(file, number)
        return Origin(file, line)

    def _walk(self, file: str, path: tuple[str | int, ...]) -> Tree | None:
        here = self._tree(file)
        for step in path:
            here = None if here is None else _below(here, step)
        return here

    def _tree(self, file: str) -> Tree | None:
        if file not in self._trees:
            self._trees[file] = yamlfile.read(self._content / file, file)[0]
        return self._trees[file]

    def _file_lines(self, file: str) -> list[str]:
        if file not in self._lines:
            text = (self._content / file).read_text(encoding="utf-8", errors="replace")
            self._lines[file] = text.split("\n")
        return self._lines[file]


def _below(tree: Tree, step: str | int) -> Tree | None:
    if isinstance(tree, Mapping):
        return tree.pairs.get(str(step))
    if isinstance(tree, Sequence) and isinstance(step, int) and step < len(tree.items):
        return tree.items[step]
    return None
