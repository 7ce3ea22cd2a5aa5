"""The Telegram channel: updates into the durable inbox, parcels out of the durable outbox."""

import os

# python-telegram-bot's coming way to give spans of time; until it is the only one, each use of the old one warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.incoming import decode
from bot.channels.telegram.intake import ChannelStoppedError
from bot.channels.telegram.profile import Presentation
from bot.channels.telegram.sender import Pace
from bot.channels.telegram.webhook import WebhookAt

__all__ = ["ChannelStoppedError", "Pace", "Presentation", "TelegramChannel", "WebhookAt", "decode"]
