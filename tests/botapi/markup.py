"""Telegram's HTML: which tags there are, and the plain text that is left of it. Refuses what Telegram refuses."""

from __future__ import annotations

import html
import re

from tests.botapi.faults import RefusalError

TAGS = frozenset(
    ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "span", "tg-spoiler", "tg-emoji")
) | {"blockquote"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z-]*)((?:\s+[A-Za-z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")


def plain(text: str) -> str:
    """Raises RefusalError with Telegram's words."""
    parts: list[str] = []
    open_tags: list[str] = []
    n = 0
    while n < len(text):
        if text[n] == "<":
            n = _tag(text, n, open_tags)
        elif text[n] == "&" and (entity := _ENTITY.match(text, n)):
            parts.append(html.unescape(entity[0]))
            n = entity.end()
        else:
            parts.append(text[n])
            n += 1
    if open_tags:
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(parts)


def _tag(text: str, n: int, open_tags: list[str]) -> int:
    """Opens or closes a tag; the position after it."""
    offset = len(text[:n].encode())
    found = _TAG.match(text, n)
    name = found[2].lower() if found else ""
    if found is None or (name == "span" and not found[1] and "tg-spoiler" not in found[3]):
        raise _refusal(f'Unsupported start tag "{name}" at byte offset {offset}')
    if name not in TAGS:
        raise _refusal(f'Unsupported start tag "{name}" at byte offset {offset}')
    if not found[1]:
        open_tags.append(name)
    elif not open_tags:
        raise _refusal(f"Unexpected end tag at byte offset {offset}")
    elif open_tags.pop() != name:
        raise _refusal(f'Unmatched end tag at byte offset {offset}, expected another than "</{name}>"')
    return found.end()


def _refusal(reason: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: can't parse entities: {reason}")
