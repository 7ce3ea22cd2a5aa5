"""Contact points: one block each, by need, by town, by position."""

from __future__ import annotations

from urllib.parse import quote_plus

import phonenumbers

from bot.content.models import Contact
from bot.dialogue import hours, limits, markup, places
from bot.dialogue.payload import write
from bot.dialogue.scene import Scene, Screen
from bot.dialogue.wording import NEEDS
from bot.messages import Button

MAP = "https://www.openstreetmap.org/search?query="
SHOWN = 4
NEEDS_TO_HIDE = ("medical_help", "psychological_help", "trafficking", "domestic_violence", "sexual_violence", "child")


def contact_block(contact: Contact, scene: Scene) -> list[str]:
    """The lines of one contact point as HTML. The phone stands alone on its line."""
    name = scene.library.contact_name(contact.id, scene.language)
    note = scene.library.contact_note(contact.id, scene.language)
    lines = [
        f"<b>{scene.inserted(name)}</b>" + (f" · {scene.say('free')}" if contact.free else ""),
        scene.say("contact.enforcement") if contact.enforcement else "",
        f"📍 {scene.inserted(address)}" if (address := _address(contact)) else "",
        f"📞 {scene.inserted(phone(contact))}" if contact.phone else "",
        _hours(contact, scene),
        f"✉️ {scene.inserted(contact.email)}" if contact.email else "",
        f"🌐 {markup.link(_site(contact.url), contact.url)}" if contact.url else "",
        scene.say("contact.languages", languages=_languages(contact, scene)) if contact.languages else "",
        scene.prose(note) if note else "",
        _age(contact, scene),
    ]
    return [line for line in lines if line]


def phone(contact: Contact) -> str:
    """In + form, which every phone can dial; a short number as it is."""
    if not contact.phone.startswith("+"):
        return contact.dial or contact.phone
    try:
        parsed = phonenumbers.parse(contact.phone, None)
    except phonenumbers.NumberParseException:
        return contact.phone
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def map_button(contact: Contact, scene: Scene) -> Button | None:
    """A map search by address, never a pin: positions are approximate."""
    address = _address(contact)
    if not contact.address or not any(c.isdigit() for c in contact.address):
        return None
    name = scene.library.contact_name(contact.id, scene.language)
    return Button(limits.label(f"🗺 {name}"), url=MAP + quote_plus(address.replace(" / ", ", ")))


def known(need: str, scene: Scene) -> bool:
    """Whether it is a kind of help at all: a payload may be forged, and what it says is counted."""
    return need in NEEDS or any(need in contact.serves for contact in scene.library.contacts.values())


def by_need(need: str, scene: Scene) -> Screen:
    """The contact points for one need, in the person's country, or some of both while it is not known."""
    if country := scene.session.country:
        return _listing(scene.library.for_need(need, country)[:SHOWN], need, scene)
    both = [*scene.library.for_need(need, "BE")[: SHOWN - 1], *scene.library.for_need(need, "LU")[: SHOWN // 2]]
    return _listing(tuple(sorted(both, key=lambda contact: contact.enforcement)), need, scene)


def near_town(need: str, town: str, scene: Scene) -> Screen | None:
    """None when the town is gone."""
    place = scene.library.towns.get(town)
    if place is None:
        return None
    return near_position(need, place.lat, place.lon, scene)


def near_position(need: str, lat: float, lon: float, scene: Scene) -> Screen:
    if places.country_at(scene.library, lat, lon) is None:
        return needs(scene, opening=scene.say("place.abroad"))
    return _listing(places.nearest(scene.library, need, lat, lon), need, scene)


def ask_where(need: str, scene: Scene) -> Screen:
    """Asks for a town or the position; a typed town is always the other way."""
    screen = Screen(scene, ask_position=scene.words("place.send"))
    screen.block(scene.say("place.ask"), scene.say("place.forgotten"))
    return screen.row(*scene.menu_row())


def which_town(need: str, towns: tuple[str, ...], scene: Scene) -> Screen:
    screen = Screen(scene).block(scene.say("place.which"))
    for town in towns:
        label = limits.label(scene.library.towns[town].names[0])
        screen.row(Button(label, action=write("town", need, town)))
    return screen.row(*scene.menu_row())


def needs(scene: Scene, opening: str = "") -> Screen:
    """What kind of help: one button each, so that nobody has to write."""
    screen = Screen(scene, replaces=not opening).block(opening).block(scene.say("contacts.intro"))
    screen.pack(
        Button(limits.label(f"{emoji} {scene.words(f'need.{need}')}"), action=write("need", need))
        for need, emoji in NEEDS.items()
    )
    return screen.row(*scene.menu_row())


def _listing(found: tuple[Contact, ...], need: str, scene: Scene) -> Screen:
    screen = Screen(scene)
    if not found:
        return needs(scene, opening=scene.say("contacts.none"))
    screen.block(f"<b>{scene.say(f'need.{need}') if need in NEEDS else scene.say('contacts.title')}</b>")
    for contact in found:
        screen.block(*contact_block(contact, scene))
    screen.block(scene.say("contacts.call_first"))
    for contact in found:
        screen.row(map_button(contact, scene))
    if need in NEEDS_TO_HIDE:
        screen.row(scene.button("hide", "hide"))
    return screen.row(scene.button("contacts.near", "near", need), scene.button("contacts.more", "contacts"))


def _address(contact: Contact) -> str:
    city = " ".join(part for part in (contact.postal_code, contact.city) if part)
    return ", ".join(part for part in (contact.address, city) if part)


def _site(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _hours(contact: Contact, scene: Scene) -> str:
    said = hours.in_words(contact.hours, scene)
    if not said:
        return ""
    now = hours.open_now(contact, scene.now)
    state = "" if now is None else " · " + scene.say("open_now" if now else "closed_now")
    what = scene.say(f"hours.{contact.hours_for}") + " " if contact.hours_for else ""
    return f"🕒 {what}{scene.inserted(said)}{state}"


def _languages(contact: Contact, scene: Scene) -> str:
    return ", ".join(scene.endonym(code) for code in contact.languages)


def _age(contact: Contact, scene: Scene) -> str:
    if contact.confirmed_on is not None:
        return f"<i>{scene.say('contact.confirmed', date=scene.date(contact.confirmed_on))}</i>"
    if contact.checked is None:
        return ""
    return f"<i>{scene.say('contact.checked', date=scene.date(contact.checked))}</i>"
