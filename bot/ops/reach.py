"""Whether web pages answer: a few hosts at once, one request at a time to each, nothing kept of what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import aiohttp

Answer = Literal["ok", "refused", "failed", "away"]

HOSTS_AT_ONCE, SECONDS, PAUSE = 8, 20.0, 0.3
HEADERS = {"User-Agent": "Infopoint-links/1 (a public information service checks its links)", "Accept": "*/*"}
# The site is there and does not want to be read by a program: only a person can tell.
_REFUSALS = frozenset({401, 402, 403, 405, 406, 418, 429, 451, 503, 999})


@dataclass(frozen=True, slots=True)
class Reached:
    """`answer`: ok; refused (a person should look); failed (wrong or broken); away (nobody answers at all)."""

    answer: Answer
    told: str


async def reach(urls: Iterable[str], *, pause: float = PAUSE, seconds: float = SECONDS) -> dict[str, Reached]:
    """What each page answers. Never raises for an address that `is_url` allows; `seconds` is the limit for one page."""
    hosts: dict[str, list[str]] = {}
    for url in dict.fromkeys(urls):
        hosts.setdefault(urlsplit(url).netloc.casefold(), []).append(url)
    room = asyncio.Semaphore(HOSTS_AT_ONCE)
    limit = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=limit, headers=HEADERS, trust_env=True) as session:
        found = await asyncio.gather(*(_host(session, pages, room, pause) for pages in hosts.values()))
    return {url: answer for answers in found for url, answer in answers.items()}


async def _host(
    session: aiohttp.ClientSession, pages: list[str], room: asyncio.Semaphore, pause: float
) -> dict[str, Reached]:
    """One after the other. A host that nobody answers for is asked once."""
    found: dict[str, Reached] = {}
    async with room:
        for number, url in enumerate(pages):
            if number:
                await asyncio.sleep(pause)
            found[url] = await _page(session, url)
            if found[url].answer == "away":
                return {page: found.get(page, found[url]) for page in pages}
    return found


async def _page(session: aiohttp.ClientSession, url: str) -> Reached:
    """HEAD first; GET where that brings anything but success, since many sites know no HEAD."""
    try:
        async with session.head(url, allow_redirects=True) as response:
            if response.ok:
                return Reached("ok", str(response.status))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        pass  # GET decides
    try:
        async with session.get(url, allow_redirects=True) as response:
            return _judged(response.status)
    except TimeoutError:
        return Reached("away", f"no answer in {session.timeout.total:g} seconds")
    except aiohttp.ClientConnectorCertificateError:
        return Reached("failed", "its certificate is not valid")
    except aiohttp.ClientConnectorDNSError:
        return Reached("away", "its name is not known")
    except aiohttp.ClientConnectorError as error:
        return Reached("away", error.strerror or "no connection")
    except (aiohttp.ClientError, ValueError) as error:
        return Reached("failed", type(error).__name__)


def _judged(status: int) -> Reached:
    if status < 400:
        return Reached("ok", str(status))
    return Reached("refused" if status in _REFUSALS else "failed", str(status))
