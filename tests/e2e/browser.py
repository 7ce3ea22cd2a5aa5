"""A headless Chromium that talks to this machine alone and starts nothing of its own in the background."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever wants to leave this machine fails at once
)
PACKAGES = "chromium fonts-noto-core fonts-noto-color-emoji"  # of Debian and its kin; the fonts cover all 16 languages
MISSING = f"no Chromium on this machine: apt-get install --no-install-recommends {PACKAGES}"


def path() -> str | None:
    """Where Chromium is: CHROMIUM, else the first known name on the PATH; None when there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Raises RuntimeError when there is none."""
    executable = path()
    if executable is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
