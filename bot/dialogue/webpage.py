"""The frame of a page that needs nothing else: one file, no script, no picture, nothing fetched from anywhere.

A policy in the page forbids everything but its own style, so that a mistake in content cannot load or send anything.
"""

from __future__ import annotations

import base64
import hashlib
import html

from bot.messages import Direction

STYLE = """\
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#5b5b66;--line:#d5d5dd;
--paper:#fff;--tint:#f3f5f9;--link:#0b57a4;--red:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#a9a9b5;--line:#3a3a44;
--paper:#17171b;--tint:#202027;--link:#8ab8f0;--red:#ff8a80}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem 1rem 4rem;max-width:46rem;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 system-ui,-apple-system,"Noto Sans","Noto Sans Arabic","Noto Sans Ethiopic",sans-serif;
overflow-wrap:anywhere}
body.wide{max-width:88rem}
h1{font-size:1.4rem;margin:.5rem 0}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem;border-bottom:2px solid var(--line);padding-bottom:.3rem}
h3{font-size:1.08rem;margin:0 0 .5rem}
a{color:var(--link)}
a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav ul{list-style:none;margin:.3rem 0;padding:0;columns:16rem auto}
nav li{padding:.25rem 0;break-inside:avoid}
nav.languages ul{columns:auto;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
article{border:1px solid var(--line);border-radius:.6rem;background:var(--tint);padding:1rem;margin:1rem 0;
scroll-margin-top:1rem}
article.danger{border-color:var(--red);border-width:2px}
article p{margin:.6rem 0}
article i{color:var(--soft)}
article ul{margin:.6rem 0 0;padding-inline-start:1.1rem}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:.5rem 0}
td,th{border:1px solid var(--line);padding:.5rem .6rem;vertical-align:top;text-align:start;font-weight:normal}
th{color:var(--soft);font-size:.85rem}
thead th{text-align:start}
col.what{width:9rem}
.chip{border:1px solid var(--line);border-radius:.3rem;padding:0 .25rem;background:var(--paper);font-size:.95em}
.note,.muted{color:var(--soft);font-size:.9rem}
.warn{color:var(--red)}
code{font-size:.9rem;background:var(--paper);border:1px solid var(--line);border-radius:.3rem;padding:.1rem .3rem}
@media (max-width:40rem){table,tbody,tr,td,th{display:block;width:auto}thead{display:none}}
@media print{body{max-width:none;font-size:10.5pt}article{break-inside:avoid;background:none}nav{display:none}}
"""


def page(title: str, body: str, *, language: str, direction: Direction, wide: bool = False) -> str:
    """A whole page. `title` is plain text, `body` is HTML whose words are escaped already."""
    policy = f"default-src 'none'; style-src '{_hash(STYLE)}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f'<body class="{"wide" if wide else "narrow"}">\n{body}\n</body>\n</html>\n'
    )


def _hash(style: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"
