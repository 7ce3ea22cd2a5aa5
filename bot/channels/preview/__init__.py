"""The preview page: what a person would see on the phone, and a small JSON API to the same conversation."""

from bot.channels.preview.server import CannotListenError, preview_app, serve

__all__ = ["CannotListenError", "preview_app", "serve"]
