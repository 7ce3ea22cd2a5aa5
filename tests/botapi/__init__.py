"""A Bot API double: a real HTTP server that accepts and refuses what Telegram does, and people who talk to the bot.

    async with BotApi() as api:                       # api.url, api.token: what the bot is configured with
        ann = api.person(language="fr")
        ann.say("hello")
        (answer,) = await ann.hears()                 # waits; an answer is what stands on Ann's screen
        ann.press("Topics")                           # a button that she sees; then hears() gives the edited message
        api.fail("sendMessage", status=429, retry_after=1, chat=ann.id)   # faults, as many times as wanted

`ann.screen` is what she would see now, after edits and deletions; `ann.keyboard` is what stands in the place of the
phone's keyboard; `api.calls` is everything that the bot asked for. `rules` knows Telegram's limits, `markup` its HTML,
`chats` what stands in a chat, `people` what a person can do, `server` the HTTP, `faults` what can go wrong.
"""

from tests.botapi.chats import Shown
from tests.botapi.people import Group, Person
from tests.botapi.server import TOKEN, BotApi

__all__ = ["TOKEN", "BotApi", "Group", "Person", "Shown"]
