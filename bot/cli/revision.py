"""The content as it was at a revision of git, for the while that it is needed. Never touches the checkout."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("intents", "locales")


class RevisionError(Exception):
    """Why a revision cannot be read, and what to do."""


def resolve(content: Path, revision: str) -> str:
    """The full name of a commit. RevisionError outside a checkout or when there is no such revision."""
    if _git(content, "rev-parse", "--is-inside-work-tree").returncode:
        raise RevisionError(f"{content} is not in a git checkout; a comparison needs the content's history")
    found = _git(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise RevisionError(f"there is no revision `{revision}` here; `git log --oneline` shows some")
    return found.stdout.decode().strip()


@contextmanager
def content_at(content: Path, commit: str) -> Iterator[Path]:
    """A temporary folder with the content's two folders as they were. RevisionError when it had none then."""
    archive = _git(content, "archive", "--format=tar", commit, "--", *FOLDERS)
    if archive.returncode:
        raise RevisionError(f"revision {commit[:12]} has no {' and '.join(FOLDERS)} here: {_said(archive)}")
    with tempfile.TemporaryDirectory(prefix="infopoint-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder)


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise RevisionError("git is not installed; a comparison reads the older content with it")
    return subprocess.run([program, "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603 - no shell


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode(errors="replace").strip()
