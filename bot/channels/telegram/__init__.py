"""The Telegram channel: updates into the durable inbox, parcels out of the durable outbox."""

from bot.channels.telegram.channel import ChannelStoppedError, TelegramChannel, decode

__all__ = ["ChannelStoppedError", "TelegramChannel", "decode"]
