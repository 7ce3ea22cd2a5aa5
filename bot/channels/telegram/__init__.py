"""The Telegram channel: updates into the durable inbox, parcels out of the durable outbox."""

from bot.channels.telegram.channel import ChannelStoppedError, TelegramChannel, decode
from bot.channels.telegram.profile import Presentation

__all__ = ["ChannelStoppedError", "Presentation", "TelegramChannel", "decode"]
