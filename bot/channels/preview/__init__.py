"""The preview page: what a person would see on the phone, and a small JSON API to the same conversation."""

from bot.channels.preview.server import Figures, health_app, preview_app
from bot.channels.serving import CannotListenError, serve

__all__ = ["CannotListenError", "Figures", "health_app", "preview_app", "serve"]
