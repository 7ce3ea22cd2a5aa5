"""Keys made from the one secret: hashing chat ids, sealing what is personal.

A sealed value is AES-256-GCM with a fresh nonce, bound to the column it stands in, so that a wiped row that still
stands in a write-ahead log tells nothing, and a value cannot be moved to another column.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class SealError(Exception):
    """A sealed value cannot be opened: another secret wrote it, or it was changed."""


class Vault:
    def __init__(self, secret: str) -> None:
        self._hash_key = _derive(secret, b"infopoint chat key")
        self._cipher = AESGCM(_derive(secret, b"infopoint seal"))
        self.webhook_secret = _derive(secret, b"infopoint webhook").hex()  # what Telegram sends with every delivery

    def chat_key(self, channel: str, address: str) -> str:
        """The pseudonym of a chat: the same for the same secret, not to be reversed without it."""
        return hmac.new(self._hash_key, f"{channel}:{address}".encode(), hashlib.sha256).hexdigest()[:40]

    def digest(self, text: str) -> str:
        """The same for the same text, not to be guessed without the secret."""
        return hmac.new(self._hash_key, f"digest:{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def seal(self, text: str, column: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode("utf-8", "replace"), column.encode())

    def open(self, sealed: bytes, column: str) -> str:
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], column.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError("the secret is not the one that wrote this database: restore INFOPOINT_SECRET") from error


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def kept_secret(path: Path) -> str:
    """The secret in a file that only its owner may read; made on the first start, whole or not at all."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process made it a moment ago: that one counts
            os.link(made, path)
        Path(made).unlink()
    return path.read_text("utf-8").strip()
