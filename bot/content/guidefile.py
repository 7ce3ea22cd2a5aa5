"""One file, one guide: a decision tree of questions with options that ends in places that say whom to ask."""

from __future__ import annotations

from bot.content.fields import Fields, Report
from bot.content.intentfile import change, contact_refs, read_answer, sources
from bot.content.models import Guide, Node, Option
from bot.content.yamlfile import Tree


def read_guide(tree: Tree, report: Report) -> Guide:
    fields = Fields(tree, report, origin=tree.origin)
    nodes = fields.fields("nodes")
    guide = Guide(
        id=fields.text("id", needed=True),
        title=fields.text("title", needed=True),
        button=fields.text("button", needed=True),
        intro=fields.text("intro"),
        start=fields.text("start", needed=True),
        nodes={} if nodes is None else {n: _node(n, inner) for n in nodes.keys if (inner := nodes.fields(n))},
        sources=sources(fields),
        review_by=fields.day("review_by"),
        change=change(fields),
        origin=fields.origin,
    )
    fields.close()
    _check_shape(guide, report)
    return guide


def _node(name: str, fields: Fields) -> Node:
    end = fields.fields("end")
    node = Node(
        id=name,
        ask=fields.text("ask", needed=end is None),
        hint=fields.text("hint"),
        options=_options(fields),
        end=None if end is None else read_answer(end),
        contacts=contact_refs(fields, "contacts"),
        related=fields.texts("related"),
        origin=fields.origin,
    )
    fields.close()
    if (end is None) == (not node.options):
        remedy = "give it `options:` (a question) or `end:` (a last word), one of the two"
        fields.report.add("guide-node", fields.origin, f"node `{name}` is neither question nor end", remedy)
    return node


def _options(fields: Fields) -> tuple[Option, ...]:
    inner = fields.fields("options")
    if inner is None:
        return ()
    found = []
    for name in inner.keys:
        option = inner.fields(name)
        if option is None:
            continue
        sets, contacts = option.fields("sets"), option.fields("contacts")
        found.append(
            Option(
                id=name,
                label=option.text("label", needed=True),
                to=option.text("to", needed=True),
                note=option.text("note"),
                sets={} if sets is None else {key: sets.text(key) for key in sets.keys},
                phrases=option.by_language("phrases"),
                contacts={} if contacts is None else {key: contact_refs(contacts, key) for key in contacts.keys},
            )
        )
        option.close()
    return tuple(found)


def _check_shape(guide: Guide, report: Report) -> None:
    """Every arrow leads somewhere, every node can be reached, and nobody walks in a circle."""
    if guide.start not in guide.nodes:
        report.add("guide-start", guide.origin, f"`start: {guide.start}` is no node", "name one of the nodes")
        return
    for node in guide.nodes.values():
        for option in node.options:
            if option.to not in guide.nodes:
                report.add("guide-target", node.origin, f"`{option.to}` is no node", "name one of the nodes")
    reached: set[str] = set()
    circles = _walk(guide, guide.start, (), reached)
    for name in sorted(circles):
        report.add("guide-circle", guide.nodes[name].origin, f"`{name}` leads back to itself", "break the circle")
    for name in guide.nodes.keys() - reached:
        report.add("guide-unreachable", guide.nodes[name].origin, f"nothing leads to `{name}`", "link it or delete it")


def _walk(guide: Guide, name: str, path: tuple[str, ...], reached: set[str]) -> set[str]:
    if name in path:
        return {name}
    if name in reached or name not in guide.nodes:
        return set()
    reached.add(name)
    circles: set[str] = set()
    for option in guide.nodes[name].options:
        circles |= _walk(guide, option.to, (*path, name), reached)
    return circles
