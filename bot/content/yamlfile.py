"""YAML as strings with positions, and nothing else: no numbers, no booleans, no aliases, no tags, no doubled keys.

YAML 1.1 reads `no:` as False, `18:00` as 1080 and `3.10` as 3.1 and lets a doubled key win silently. Here every
scalar is the text that stands in the file, and every tree knows file, line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.content.models import Origin
from bot.messages import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_BYTES = 4_000_000  # places.yaml is the largest honest file, well below this
MAX_DEPTH = 20
_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    origin: Origin
    block: bool = False  # written behind `|`: its lines are the lines of the file

    def at(self, offset: int) -> Origin:
        """Where a character of the text stands, as exactly as the way of writing allows."""
        if not self.block:
            return self.origin
        return Origin(self.origin.file, self.origin.line + 1 + self.text.count("\n", 0, offset), 1)


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Tree, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Mapping:
    pairs: dict[str, Tree]
    keys: dict[str, Origin]
    origin: Origin


Tree = Scalar | Sequence | Mapping


def read(path: Path, name: str) -> tuple[Tree | None, list[Problem]]:
    """The tree of one file and what is wrong with it. `name` is how problems call the file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [_problem("file-unreadable", Origin(name), str(error.strerror), "check that the file is there")]
    if len(raw) > MAX_BYTES:
        return None, [_problem("file-too-large", Origin(name), f"{len(raw)} bytes", "split the file")]
    try:
        return parse(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [_problem("not-utf8", Origin(name, line), "the text is not UTF-8", "save the file as UTF-8")]


def parse(text: str, name: str) -> tuple[Tree | None, list[Problem]]:
    """As `read`, from text. An empty file is no tree and one problem."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        origin = Origin(name, mark.line + 1, mark.column + 1) if mark else Origin(name)
        return None, [_problem("yaml-syntax", origin, error.problem or "not YAML", "check indentation and quotes")]
    except (yaml.YAMLError, RecursionError) as error:
        return None, [_problem("yaml-syntax", Origin(name), str(error).split("\n")[0], "check the characters used")]
    if node is None:
        return None, [_problem("file-empty", Origin(name), "nothing in this file", "write it or delete it")]
    reading = _Reading(name)
    tree = reading.tree(node, 0)
    too_deep = any(problem.code == "yaml-depth" for problem in reading.problems)
    return None if too_deep else tree, reading.problems


class _Reading:
    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def tree(self, node: yaml.Node, depth: int) -> Tree:
        origin = Origin(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self.seen:
            self._report("yaml-alias", origin, "an alias (*name) is used", "write the text out again")
            return Scalar(node.value if isinstance(node, yaml.ScalarNode) else "", origin)
        self.seen.add(id(node))
        if depth > MAX_DEPTH:
            self._report("yaml-depth", origin, "nested too deeply", "write it flatter")
            return Scalar("", origin)
        if node.tag not in _TAGS:
            self._report("yaml-tag", origin, f"a tag ({node.tag}) is used", "remove it")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, origin, depth)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(tuple(self.tree(child, depth + 1) for child in node.value), origin)
        return Scalar(node.value, origin, getattr(node, "style", None) == "|")

    def _mapping(self, node: yaml.MappingNode, origin: Origin, depth: int) -> Mapping:
        pairs: dict[str, Tree] = {}
        keys: dict[str, Origin] = {}
        for key_node, value_node in node.value:
            key_origin = Origin(self.name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            value = self.tree(value_node, depth + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report("yaml-key", key_origin, "a key is not a plain word", "use a plain word as key")
            elif key_node.value in pairs:
                first = keys[key_node.value].line
                remedy = f"keep one of the two; the first stands in line {first}"
                self._report("yaml-double-key", key_origin, f"`{key_node.value}` stands twice", remedy)
            else:
                pairs[key_node.value], keys[key_node.value] = value, key_origin
        return Mapping(pairs, keys, origin)

    def _report(self, code: str, origin: Origin, message: str, remedy: str) -> None:
        self.problems.append(_problem(code, origin, message, remedy))


def scalars(tree: Tree) -> Iterator[Scalar]:
    """Every text in a tree, in file order."""
    if isinstance(tree, Scalar):
        yield tree
    elif isinstance(tree, Sequence):
        for item in tree.items:
            yield from scalars(item)
    else:
        for value in tree.pairs.values():
            yield from scalars(value)


def _problem(code: str, origin: Origin, message: str, remedy: str) -> Problem:
    return Problem(code, message, remedy, origin.file, origin.line, origin.column)
