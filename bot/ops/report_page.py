"""A report as text for a terminal, and as one HTML page that loads nothing: style and charts stand in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from bot.ops.report import Report, Table, shown

STYLE = """\
:root{color-scheme:light dark;--ink:#1a1a1f;--soft:#5a5a66;--paper:#fff;--line:#d9d9e0}
@media(prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a5a5b2;--paper:#16161a;--line:#36363f}}
body{margin:0 auto;padding:1rem;max-width:60rem;font:1rem/1.5 system-ui,sans-serif;
color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{padding:.2rem .5rem;border-bottom:1px solid var(--line);text-align:start}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}p.note{color:var(--soft)}
svg{display:block;width:100%;height:auto;margin:.5rem 0}svg text{fill:currentColor;font:12px system-ui,sans-serif}
.c0{fill:#2f6fb5}.c1{fill:#b9770e}.c2{fill:#8a8f98}
"""
BARS, ROW, LEFT, WIDTH = 20, 22, 210, 720


def text(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"From {report.since} to {report.until}. Numbers below five are not shown."
    yield f"Waiting: {report.waiting[0]} updates to answer, {report.waiting[1]} replies to deliver."
    for table in report.tables:
        if table.rows:
            yield f"\n{table.title} ({', '.join(table.columns)})"
            for label, numbers in table.rows:
                yield f"  {label:<28}" + "".join(f"{shown(number):>10}" for number in numbers)
    for title, items in (("To look at again", report.stale), ("Problems in the content", report.problems)):
        if items:
            yield f"\n{title}: {len(items)}"
            yield from (f"  {item}" for item in items)


def page(report: Report) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>Infopoint, {escape(report.since)} to {escape(report.until)}</title><style>{STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _body(report: Report) -> Iterator[str]:
    yield f"<h1>Infopoint, {escape(report.since)} to {escape(report.until)}</h1>"
    yield '<p class="note">Numbers below five are not shown, and no total contains them.</p>'
    yield f"<p>Waiting: {report.waiting[0]} updates to answer, {report.waiting[1]} replies to deliver.</p>"
    for table in report.tables:
        yield f"<h2>{escape(table.title)}</h2>"
        yield _chart(table) + _table(table) if table.rows else '<p class="note">Nothing yet.</p>'
    for title, items in (("To look at again", report.stale), ("Problems in the content", report.problems)):
        yield f"<h2>{title}: {len(items)}</h2>"
        yield "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>" if items else ""


def _chart(table: Table) -> str:
    """The first or, of days, the last rows as bars side by side; what is not shown is no bar."""
    rows = table.rows[-BARS:] if table.title.endswith("a day") else table.rows[:BARS]
    most = max(sum(number or 0 for number in numbers) for _, numbers in rows)
    if most == 0:
        return ""
    parts = []
    for place, (label, numbers) in enumerate(rows):
        y, x = place * ROW, float(LEFT)
        parts.append(f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{escape(label[:30])}</text>')
        for column, number in enumerate(numbers):
            width = (number or 0) / most * (WIDTH - LEFT - 70)
            if width:
                parts.append(
                    f'<rect class="c{column}" x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 7}"/>'
                )
            x += width
        said = " · ".join(shown(number) for number in numbers)
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 15}">{escape(said)}</text>')
    label = escape(f"{table.title}: {', '.join(table.columns)}")
    return f'<svg viewBox="0 0 {WIDTH} {len(rows) * ROW}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _table(table: Table) -> str:
    head = "".join(f'<th class="n">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        f"<tr><td>{escape(label)}</td>" + "".join(f'<td class="n">{shown(number)}</td>' for number in numbers) + "</tr>"
        for label, numbers in table.rows
    )
    return f"<details><summary>Numbers</summary><table><tr><th></th>{head}</tr>{rows}</table></details>"
