"""English and translation side by side, for a native speaker who reads and approves. Figures and names are filled in.

A page for staff, so its own few words are English. It shows drafts as they are, whatever the bot shows of them.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from bot.content import Library
from bot.content.library import SOURCE_LANGUAGE
from bot.content.models import Status
from bot.content.strings import INTERFACE, String, strings
from bot.content.waiting import ordered_units, urgency
from bot.dialogue import markup, webpage
from bot.dialogue.scene import Scene
from bot.dialogue.wording import TEXTS
from bot.messages import Session

_WHEN = datetime(2000, 1, 1, tzinfo=UTC)  # no text of a translation depends on the day
_RISK = {"danger": "🆘 shown in danger", "high": "high risk", "normal": "", "small": ""}
_NAMES = {
    "title": "the question",
    "button": "button",
    "situation": "answer",
    "who": "who decides",
    "minors": "for under 18",
    "lead": "first line, neutral",
    "close": "last line",
    "police": "about the police",
    "intro": "introduction",
    "ask": "question of the guide",
    "hint": "below the question",
    "note": "note",
}
_STATUS: dict[Status, str] = {
    "approved": "approved",
    "draft": "waits for approval",
    "outdated": "outdated: to be translated again",
    "missing": "not wholly translated",
}

_OPENING = (
    "<p>Read the English, then the translation. Is it natural? Is it exact? Is anything lost: a number, a "
    "deadline, a “not”? What stands in a small frame is filled in by itself. When a whole block is right, pass on "
    "its name or run its command, with your own name. When something is wrong, tell which block and what it "
    "should say, or correct it in the spreadsheet. Nobody approves a translation of their own.</p>"
)


def review(library: Library, language: str) -> str:
    """One page with every text of the language, most urgent first; behind each unit how to approve it."""
    by_context = {one.context: one for one in strings(library, TEXTS, (language,))}
    units = ordered_units(library)
    body = [f"<h1>{html.escape(library.languages[language].endonym)}: to read and approve</h1>", _OPENING]
    for kind, group in groupby(units, key=lambda unit: _RISK[urgency(library, unit)] or "everything else"):
        body.append(f"<h2>{kind}</h2>")
        body += [_unit(library, unit, language, by_context) for unit in group]
    interface = [one for context, one in by_context.items() if context.startswith(INTERFACE)]
    body += ["<h2>the interface</h2>", _table(library, interface, language)]
    title = f"Infopoint: {language} to approve"
    return webpage.page(title, "\n".join(body), language=SOURCE_LANGUAGE, direction="ltr", wide=True)


def _unit(library: Library, unit: str, language: str, by_context: dict[str, String]) -> str:
    rows = [by_context[context] for context, _ in library.units[unit].strings]
    status = library.translation(unit, language).status
    command = f'infopoint approve {language} {unit} --by "YOUR NAME"'
    how = f"<p><code>{html.escape(command)}</code></p>" if status == "draft" else ""
    heading = (
        f'<h3>{html.escape(rows[0].source)} <span class="muted">{_STATUS[status]} · {html.escape(unit)}</span></h3>'
    )
    return f'<article id="{html.escape(unit)}">\n{heading}\n{_table(library, rows, language)}\n{how}</article>'


def _table(library: Library, rows: Iterable[String], language: str) -> str:
    direction = library.languages[language].direction
    english, other = (_scene(library, code) for code in (SOURCE_LANGUAGE, language))
    lines = []
    for row in rows:
        note = f'<p class="note">{html.escape(row.note)}</p>' if row.note else ""
        given = _said(other, row.translation) if row.translation else '<span class="warn">not translated</span>'
        if row.translation and row.status in ("missing", "outdated"):
            given += f'<p class="warn">{row.status if row.status == "outdated" else "not shown, see the note"}</p>'
        lines.append(
            f'<tr id="{html.escape(row.context)}"><th scope="row">{_name(row.context)}</th>'
            f"<td>{_said(english, row.source)}{note}</td>"
            f'<td lang="{language}" dir="{direction}">{given}</td></tr>'
        )
    heads = '<colgroup><col class="what"><col><col></colgroup>'
    return f"<table>{heads}<tbody>\n" + "\n".join(lines) + "\n</tbody></table>"


def _scene(library: Library, language: str) -> Scene:
    return Scene(library, Session(), language, _WHEN)


def _said(scene: Scene, text: str) -> str:
    """As it is shown, what is filled in framed. The interface's own {names} stay as they are."""

    def insert(kind: str, name: str) -> str:
        shown = scene.prose(f"{{{kind}:{name}}}") or html.escape(f"{{{kind}:{name}}}")
        return f'<span class="chip">{shown}</span>'

    return markup.to_html(text, insert).replace("\n", "<br>\n")


def _name(context: str) -> str:
    """What a text is, in plain words; of the interface its key."""
    parts = context.split(":")
    if parts[0] == INTERFACE.rstrip(":"):
        return html.escape(parts[1])
    if parts[-1].isdigit():
        kind = "step" if parts[-2] == "step" else f"numbers, {parts[-2]}"
        return f"{kind} {int(parts[-1]) + 1}"
    if parts[-2] in ("option", "note", "say"):
        return {"option": "answer to choose", "note": "said at the end", "say": "how it sounds"}[parts[-2]]
    return html.escape(_NAMES.get(parts[-1], parts[-1].replace("_", " ")))
