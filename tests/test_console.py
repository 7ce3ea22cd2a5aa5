"""The terminal: the same conversation by script, behind a pipe as a process, and at a real terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from bot.channels.console import converse
from bot.channels.console_view import View, lays_out_right_to_left
from bot.content import Library, load
from bot.messages import Button, Command, Incoming, Position, Press, Reading, Reply, Text, Turn
from tests.conversation import NOW, Conversation
from tests.worlds import ROOT, small_world

PROMPT = r"\x1b\[[0-9;]*myou "
PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.channels.console import converse
from bot.content import load
from tests.conversation import NOW, Conversation
asyncio.run(converse(Conversation(load(Path(sys.argv[1]))).turn, str, lambda: NOW, language="en"))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_world(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="module")
def content(folder: Path) -> Library:
    return load(folder)


@pytest.fixture
def talk(content: Library) -> Conversation:
    return Conversation(content)


async def told(talk: Conversation, *lines: str, language: str | None = None) -> None:
    await converse(talk.turn, str, lambda: NOW, language=language, script=lines)


async def test_a_question_is_answered_with_numbered_buttons(
    talk: Conversation, capsys: pytest.CaptureFixture[str]
) -> None:
    await told(talk, "how to appeal")
    shown = capsys.readouterr().out
    assert "You ask: How do I appeal?" in shown
    assert "1. Call a lawyer today." in shown
    assert "[1] 🇧🇪 Belgium" in shown
    assert "🔗 Source  https://law.example/appeal" in shown
    assert "<b>" not in shown


async def test_a_number_presses_the_button_of_that_number(talk: Conversation) -> None:
    await told(talk, "/menu", "1", "99")
    assert [incoming.what for incoming in talk.heard] == [Command("menu"), Press("1:topic:asylum"), Text("99")]


async def test_numbers_stay_good_after_a_reply_without_buttons(talk: Conversation) -> None:
    await told(talk, "/forget", "1", "2")
    assert [incoming.what for incoming in talk.heard[1:]] == [Press("1:forgetyes"), Press("1:menu")]


async def test_a_button_that_opens_an_address_shows_it(talk: Conversation, capsys: pytest.CaptureFixture[str]) -> None:
    await told(talk, "how to appeal")
    lines = capsys.readouterr().out.splitlines()
    number = next(line for line in lines if "Source" in line).split("]")[0].strip(" [")
    await told(talk, "how to appeal", number)
    assert capsys.readouterr().out.rstrip().endswith("\nhttps://law.example/appeal")
    assert len(talk.heard) == 2


async def test_commands_positions_and_blank_lines(talk: Conversation) -> None:
    await told(talk, "", "  ", "/start topic-asylum", "@50.85, 4.35", "@91,0", "@ home")
    assert [incoming.what for incoming in talk.heard] == [
        Command("start", "topic-asylum"),
        Position(50.85, 4.35),
        Text("@91,0"),
        Text("@ home"),
    ]


async def test_exit_leaves_and_what_follows_is_not_said(talk: Conversation) -> None:
    await told(talk, "/menu", "EXIT", "how to appeal")
    assert len(talk.heard) == 1


async def test_each_conversation_is_a_chat_of_its_own_and_the_language_is_a_hint(talk: Conversation) -> None:
    await told(talk, "/start", language="fr")
    await told(talk, "/start", language="fr")
    assert len({incoming.chat for incoming in talk.heard}) == 2
    assert {incoming.hint for incoming in talk.heard} == {"fr"}


async def test_a_turn_that_cannot_be_made_is_told_and_the_next_one_works(
    talk: Conversation, capsys: pytest.CaptureFixture[str]
) -> None:
    async def turn(incoming: Incoming) -> tuple[Turn, Reading | None]:
        if incoming.what == Text("fail"):
            raise OSError("database away")
        return await talk.turn(incoming)

    await converse(turn, str, lambda: NOW, script=["fail", "how to appeal"])
    shown = capsys.readouterr().out
    assert "No answer (OSError)" in shown and "112" in shown
    assert "How do I appeal?" in shown


def test_bold_links_and_unknown_tags_become_words_and_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    html = '<b>A &amp; B</b> <tg-spoiler>c</tg-spoiler> <a href="https://a.example/x">a.example</a> <a href="https://b.example">site</a>'
    view = View(Console(highlight=False), marks=True)
    view.reply(Reply(html, "", "en", buttons=((Button("[bold]odd[/bold]", phone="+3225198494"),),)), 1)
    assert capsys.readouterr().out.splitlines() == [
        "Infopoint",
        "A & B c https://a.example/x site https://b.example",
        "",
        "  [1] [bold]odd[/bold]  +3225198494",
        "",
    ]


@pytest.mark.parametrize(("marks", "shown"), [(True, "\u200fاتصل \u2068112\u2069"), (False, "اتصل 112")])
def test_direction_marks_stay_only_where_the_terminal_knows_them(
    marks: bool, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = Reply("\u200fاتصل <b>\u2068112\u2069</b>", "", "ar", "rtl")
    View(Console(highlight=False), marks=marks).reply(reply, 1)
    assert capsys.readouterr().out.splitlines()[1] == shown


@pytest.mark.parametrize(
    ("environment", "knows"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, True),
        ({"KONSOLE_VERSION": "240801"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True),
        ({"TERM": "mlterm"}, True),
        ({}, False),
    ],
)
def test_which_terminals_lay_out_right_to_left(environment: dict[str, str], knows: bool) -> None:
    assert lays_out_right_to_left(environment) is knows


def test_behind_a_pipe_it_reads_lines_and_prints_replies_alone(folder: Path) -> None:
    lines = "how to appeal\n/language\n3\n\xff\nexit\nnever said\n".encode("latin-1")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], input=lines, capture_output=True, cwd=ROOT, timeout=60, check=True
    )
    shown = done.stdout.decode()
    assert shown.startswith("Infopoint\nYou ask: How do I appeal?\n")
    assert "[3] العربية" in shown and "العربية" in shown.split("[3] العربية")[1]
    assert "\x1b" not in shown and "you " not in shown.split("\n")[0]
    assert done.stderr == b""
    assert shown.count("\nInfopoint\n") == 3


def test_at_a_terminal_it_greets_and_leaves_with_ctrl_d(folder: Path) -> None:
    terminal, inside = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(
        command, stdin=inside, stdout=inside, stderr=inside, cwd=ROOT, env=environment, start_new_session=True
    )
    os.close(inside)
    shown = _until(terminal, PROMPT)
    os.write(terminal, b"/menu\r")
    shown += _until(terminal, f"What is it about.*{PROMPT}")
    os.write(terminal, b"\x04")
    ending = _until(terminal, None)
    os.close(terminal)
    assert process.wait(10) == 0, ending
    assert "Welcome." in shown and "Ctrl-D" in shown


def _until(terminal: int, pattern: str | None) -> str:
    """What is shown until `pattern` is, or until the end. Answers the prompt's question for the cursor's place."""
    seen, deadline = b"", time.monotonic() + 30
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux tells the end of a terminal so
            part = b""
        if b"\x1b[6n" in part:
            os.write(terminal, b"\x1b[1;1R")
        seen += part
        if not part or (pattern and re.search(pattern, seen.decode("utf-8", "replace"), re.DOTALL)):
            return seen.decode("utf-8", "replace")
    raise AssertionError(f"{pattern} was not shown: {seen!r}")
