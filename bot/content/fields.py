"""Typed access to one mapping of a YAML file: take each key once, report what is missing, wrong or unknown.

Reading goes on after a problem with a harmless stand-in, so that one run reports everything that is wrong.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date

from bot.content.models import Origin
from bot.content.yamlfile import Mapping, Scalar, Sequence, Tree
from bot.messages import Problem

_NO_DATE = date(1970, 1, 1)


class Report:
    """Collects problems while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, code: str, origin: Origin, message: str, remedy: str) -> None:
        self.problems.append(Problem(code, message, remedy, origin.file, origin.line, origin.column))


class Fields:
    """The fields of one mapping. Call `close` last: it reports the keys that nobody asked for."""

    def __init__(self, tree: Tree | None, report: Report, *, origin: Origin) -> None:
        self.report = report
        self.origin = tree.origin if tree is not None else origin
        self._taken: set[str] = set()
        self._told = False  # that this is no mapping: its keys need not be missed one by one
        if isinstance(tree, Mapping):
            self._tree: Mapping = tree
        else:
            self._tree = Mapping({}, {}, self.origin)
            self._told = True
            report.add("not-a-mapping", self.origin, "`key: value` lines are expected here", "write it as key: value")

    def __contains__(self, key: str) -> bool:
        return key in self._tree.pairs

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._tree.pairs)

    def key_origin(self, key: str) -> Origin:
        return self._tree.keys.get(key, self.origin)

    def tree(self, key: str) -> Tree | None:
        self._taken.add(key)
        return self._tree.pairs.get(key)

    def text(self, key: str, *, needed: bool = False) -> str:
        tree = self.tree(key)
        if tree is None:
            if needed:
                self._missing(key)
            return ""
        if not isinstance(tree, Scalar):
            self._wrong(key, "a text is expected", "write one text after the colon")
            return ""
        text = tree.text.strip()
        if needed and not text:
            self._missing(key)
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        tree = self.tree(key)
        if tree is None or (isinstance(tree, Scalar) and not tree.text.strip()):
            return ()
        if not isinstance(tree, Sequence):
            self._wrong(key, "a list is expected", "write [a, b] or lines that begin with a dash")
            return ()
        found = []
        for item in tree.items:
            if isinstance(item, Scalar) and item.text.strip():
                found.append(item.text.strip())
            else:
                self.report.add("not-a-text", item.origin, f"`{key}` holds something that is no text", "write a text")
        return tuple(found)

    def items(self, key: str) -> tuple[Tree, ...]:
        tree = self.tree(key)
        if tree is None:
            return ()
        if not isinstance(tree, Sequence):
            self._wrong(key, "a list is expected", "write lines that begin with a dash")
            return ()
        return tree.items

    def fields(self, key: str) -> Fields | None:
        tree = self.tree(key)
        return None if tree is None else Fields(tree, self.report, origin=self.key_origin(key))

    def choice(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        options = sorted(allowed)
        text = self.text(key, needed=default is None)
        if not text:
            return default if default is not None else options[0]
        if text not in options:
            near = difflib.get_close_matches(text, options, n=1)
            self._wrong(
                key, f"`{text}` is not allowed", f"did you mean `{near[0]}`?" if near else "use " + " | ".join(options)
            )
            return default if default is not None else options[0]
        return text

    def flag(self, key: str) -> bool:
        return self.choice(key, ("yes", "no"), default="no") == "yes"

    def maybe_day(self, key: str, *, needed: bool = False) -> date | None:
        text = self.text(key, needed=needed)
        if not text:
            return _NO_DATE if needed else None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(key, f"`{text}` is not a date", "write it as 2027-02-28")
            return _NO_DATE

    def day(self, key: str) -> date:
        return self.maybe_day(key, needed=True) or _NO_DATE

    def number(self, key: str) -> float | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return float(text)
        except ValueError:
            self._wrong(key, f"`{text}` is not a number", "write it as 50.8503")
            return None

    def by_language(self, key: str) -> dict[str, tuple[str, ...]]:
        """`{en: [...], ar: [...]}`; every language code is kept, checks know which are ours."""
        inner = self.fields(key)
        return {} if inner is None else {code: inner.texts(code) for code in inner.keys}

    def close(self) -> None:
        for key in self._tree.pairs:
            if key not in self._taken:
                near = difflib.get_close_matches(key, self._taken, n=1)
                remedy = f"did you mean `{near[0]}`?" if near else "use one of: " + ", ".join(sorted(self._taken))
                self.report.add("unknown-key", self.key_origin(key), f"`{key}` is not known here", remedy)

    def _missing(self, key: str) -> None:
        if not self._told:
            self.report.add("missing-key", self.origin, f"`{key}` is missing", f"add `{key}:`")

    def _wrong(self, key: str, message: str, remedy: str) -> None:
        self.report.add("wrong-value", self.key_origin(key), f"`{key}`: {message}", remedy)
