"""The codes that reading a file itself reports: they come from the readers, which stand outside this folder."""

from __future__ import annotations

from bot.content.checks.codes import Code, Codes

CODES = Codes(
    "Reading files",
    {
        "file-unreadable": Code("a file that must be there cannot be read", "check that the file is there"),
        "file-too-large": Code("a file is larger than 4 MB", "split the file"),
        "file-empty": Code("there is nothing in a file", "write it or delete it"),
        "not-utf8": Code("a file is not saved as UTF-8", "save the file as UTF-8"),
        "yaml-syntax": Code("a file is not YAML", "check indentation and quotes"),
        "yaml-alias": Code("`*name` refers to another place", "write the text out again"),
        "yaml-tag": Code("a value carries a tag such as `!!python`", "remove the tag"),
        "yaml-depth": Code("a file is nested too deeply", "write it flatter"),
        "yaml-key": Code("a key is not a plain word", "use a plain word as key"),
        "yaml-double-key": Code("a key stands twice in the same place", "keep one of the two"),
        "not-a-mapping": Code("`key: value` lines are expected", "write it as key: value"),
        "not-a-text": Code("something in a list is no text", "write a text"),
        "missing-key": Code("a key that must be there is missing or empty", "add the key"),
        "unknown-key": Code("a key is not known here, often a typing mistake", "correct the key or remove it"),
        "wrong-value": Code("a value is of another kind than the key needs", "write one of the allowed values"),
        "no-answer": Code("an intent has neither answer nor card", "add `answer:`, or `card:` for a crisis"),
        "intent-id": Code("an intent's id, file name or folder do not fit together", "rename or move the file"),
        "guide-node": Code("a node is neither a question nor an end", "give it `options:` or `end:`, one of the two"),
        "guide-start": Code("`start` is no node of the guide", "name one of the nodes"),
        "guide-target": Code("an option leads to a node that is not there", "name one of the nodes"),
        "guide-circle": Code("a node leads back to itself", "break the circle"),
        "guide-unreachable": Code("nothing leads to a node", "link it or delete it"),
        "po-syntax": Code("a .po file cannot be read", "mend the file in a .po editor"),
    },
)
