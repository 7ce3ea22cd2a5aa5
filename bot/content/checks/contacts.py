"""Contacts can be called, reached and found: phones, hours, places, languages as the libraries know them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from babel import Locale, UnknownLocaleError
from opening_hours import validate
from phonenumbers import shortnumberinfo

from bot.content.checks.codes import Code, Codes
from bot.content.checks.inspection import Inspection
from bot.content.checks.places import BOXES, inside
from bot.content.models import Contact
from bot.messages import Problem

CODES = Codes(
    "Contacts",
    {
        "phone": Code(
            "a phone number is not valid", "write it as +3225198494, or a short number of the country such as 112"
        ),
        "phone-dial": Code("`dial` is another number than `phone`", "write the same number twice, once as printed"),
        "hours": Code("opening hours are not in OSM syntax", 'write them as "Mo-Fr 09:00-12:00; PH off"'),
        "hours-open-end": Code("opening hours have no end: `08:30+` means until midnight", "write when it closes"),
        "hours-holidays": Code("opening hours do not say that it is closed on holidays", "add `; PH off`"),
        "email": Code("an e-mail address is not written as one", "write it as name@example.org"),
        "contact-country": Code("a country is not known", "write the two letters of ISO 3166, such as BE"),
        "contact-place": Code("a position lies outside the contact's country", "correct lat and lon"),
        "contact-language": Code("a language code is not known", "write codes such as fr, nl, ar"),
        "confirmed-by": Code("`confirmed_on` without `by`: nobody stands for it", "write who called"),
        "need-word": Code("`serves` holds something that is no word", "write words such as legal_aid"),
    },
)
# Lines that the library's tables lack, each seen on the source that its contact names.
SHORT_NUMBERS = {"BE": re.compile(r"1\d{2}|1[78]\d{2}|116\d{3}"), "LU": re.compile(r"11[23]|116\d{3}|8002\d{4}")}


def contacts(inspection: Inspection) -> Iterator[Problem]:
    for contact in inspection.library.contacts.values():
        for code, field, message in _faults(inspection, contact):
            where = inspection.trees.at(contact.origin.file, (contact.id, field))
            yield CODES(code, where, f"{contact.id}: {message}")


def _faults(inspection: Inspection, contact: Contact) -> Iterator[tuple[str, str, str]]:
    """(code, field, message) of one contact."""
    yield from _phone(contact)
    yield from _hours(contact)
    if contact.email and not is_email(contact.email):
        yield "email", "email", f"`{contact.email}`"
    if contact.country and contact.country not in Locale("en").territories:
        yield "contact-country", "country", f"`{contact.country}`"
    placed = contact.country in BOXES and contact.lat is not None and contact.lon is not None
    if placed and not inside(contact.country, contact.lat or 0.0, contact.lon or 0.0):
        yield "contact-place", "lat", f"{contact.lat}, {contact.lon} is not in {contact.country}"
    for code in (*contact.names, *contact.languages):
        if not known_language(inspection, code):
            field = "names" if code in contact.names else "languages"
            yield "contact-language", field, f"`{code}`"
    if contact.confirmed_on is not None and not contact.by:
        yield "confirmed-by", "confirmed_on", "who called?"
    for need in contact.serves:
        if not re.fullmatch(r"[a-z][a-z_]*", need):
            yield "need-word", "serves", f"`{need}`"


def known_language(inspection: Inspection, code: str) -> bool:
    if code in inspection.library.languages or code in inspection.library.others:
        return True
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return code in Locale("en").languages
    return True


def _phone(contact: Contact) -> Iterator[tuple[str, str, str]]:
    if not contact.phone:
        return
    if not is_phone(contact.phone, contact.country):
        yield "phone", "phone", f"`{contact.phone}`"
    elif contact.dial:
        dialled, phone = _digits(contact.dial).lstrip("0"), _digits(contact.phone)
        if not dialled or not phone.endswith(dialled):
            yield "phone-dial", "dial", f"`{contact.dial}` is not {contact.phone}"


def is_email(text: str) -> bool:
    return re.fullmatch(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+", text) is not None


def is_phone(number: str, country: str) -> bool:
    """E.164, or a short number of the country. The library calls 1813 and 1712 invalid: Belgian lists know better."""
    if number.startswith("+"):
        try:
            parsed = phonenumbers.parse(number)
        except phonenumbers.NumberParseException:
            return False
        return re.fullmatch(r"\+[0-9]{8,15}", number) is not None and phonenumbers.is_valid_number(parsed)
    if not re.fullmatch(r"[0-9]{3,8}", number):
        return False
    if country in SHORT_NUMBERS and SHORT_NUMBERS[country].fullmatch(number):
        return True
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return False
    return bool(shortnumberinfo.is_valid_short_number_for_region(parsed, country))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _hours(contact: Contact) -> Iterator[tuple[str, str, str]]:
    hours = contact.hours
    if not hours:
        return
    if not validate(hours):
        yield "hours", "hours", f"`{hours}`"
    elif re.search(r"\d{1,2}:\d{2}\+", hours):
        yield "hours-open-end", "hours", f"`{hours}`"
    elif not hours.startswith("24/7") and not re.search(r"PH off\s*$", hours):
        yield "hours-holidays", "hours", f"`{hours}`"
