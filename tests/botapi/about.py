"""How the bot presents itself: commands and descriptions, a language and scope at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.botapi import rules


@dataclass
class About:
    about: dict[tuple[str, str, str], Any] = field(default_factory=dict)  # (what, scope, language) -> what is shown

    async def _setMyCommands(self, params: dict[str, str]) -> Any:  # noqa: N802
        self.about["commands", _scope(params), rules.language_of(params)] = rules.commands_of(params)
        return True

    async def _getMyCommands(self, params: dict[str, str]) -> Any:  # noqa: N802
        return self.about.get(("commands", _scope(params), rules.language_of(params)), [])

    async def _setMyDescription(self, params: dict[str, str]) -> Any:  # noqa: N802
        self.about["long", "", rules.language_of(params)] = rules.about_of(params, "description", 512)
        return True

    async def _getMyDescription(self, params: dict[str, str]) -> Any:  # noqa: N802
        return {"description": self.about.get(("long", "", rules.language_of(params)), "")}

    async def _setMyShortDescription(self, params: dict[str, str]) -> Any:  # noqa: N802
        self.about["short", "", rules.language_of(params)] = rules.about_of(params, "short_description", 120)
        return True

    async def _getMyShortDescription(self, params: dict[str, str]) -> Any:  # noqa: N802
        return {"short_description": self.about.get(("short", "", rules.language_of(params)), "")}


def _scope(params: dict[str, str]) -> str:
    return str(json.loads(params.get("scope", "{}")).get("type", "default"))
