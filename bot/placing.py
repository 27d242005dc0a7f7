"""What became of a place or an agency, made into a Message, or into one line beside another answer."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from bot.render import Message, fill
from knowledge.agency_today import Renamed
from knowledge.answering import Answer, NotFound, Redirect
from knowledge.gazetteer import Commune, District, OldCommune, Province, Unit, load, words
from knowledge.placed import Ambiguous, DistrictOnly, Moved, ProvinceMerged, Unchanged, Unknown
from knowledge.whereabouts import AboutToday

ADD = {
    "province": "Bạn nhắn lại kèm tên huyện, quận và tỉnh cũ giúp mình nhé.",
    "district": "Bạn nhắn lại kèm tên huyện, quận cũ giúp mình nhé.",
    "name": "Bạn xem lại giúp mình tên, hoặc nhắn kèm huyện, quận và tỉnh cũ nhé.",
}
OFFICIAL = frozenset({"office_contact", "dossier_lookup", "other_authority"})
"""Redirects that lead to an office."""
FEW = 4
"""Communes named in a line beside an answer; more are counted."""


def page(about: AboutToday) -> Message:
    """Tell what became of a place or an agency, with the source and its date."""
    held = words()
    return Message(
        fill(
            "place",
            kind=type(about).__name__,
            about=about,
            told=told,
            title=title,
            names=names,
            lower=lower,
            upper=upper,
            add=ADD,
            became=became,
            source=held.source,
            since=day(held.since),
            known_until=day(held.known_until),
            day=day,
        )
    )


def usage() -> Message:
    """Say how /diachi is used."""
    return Message(fill("place_usage"))


def line(about: AboutToday) -> str:
    """Tell it in one line of HTML, to stand under another answer; "" where there is nothing worth a line."""
    match about:
        case Unknown() | Unchanged():
            return ""
        case ProvinceMerged(old, new) if old == new:
            return ""
        case Moved() | Ambiguous() | DistrictOnly() | ProvinceMerged() | Renamed():
            return fill("place_line", kind=type(about).__name__, about=about, told=told, title=title, names=names, lower=lower, few=FEW)
        case never:
            assert_never(never)


def beside(message: Message, about: AboutToday, answer: Answer) -> Message:
    """Put the line under an answer that has to do with an office: not under a greeting, an emergency, or a way out of what is unknown."""
    match answer:
        case NotFound(unclear=False):
            return message
        case Redirect(kind=kind) if kind not in OFFICIAL:
            return message
        case _:
            said = line(about)
            return Message(f"{message.html}\n\n{said}", message.buttons) if said else message


def told(unit: Unit) -> str:
    """Name a unit with what it lies in: "Phường Bến Nghé, Quận 1, Hồ Chí Minh"."""
    match unit:
        case OldCommune(name, district, province):
            return f"{name}, {lower(district)}, {old_title(province)}"
        case Commune(name, province):
            return f"{name}, {title(province)} (tên hiện nay)"
        case District(name, province):
            return f"{name}, {old_title(province)}"
        case Province(name):
            return old_title(name)
        case never:
            assert_never(never)


def became(unit: Unit) -> str:
    """Say what a candidate is today: " → phường Sài Gòn"; "" where its name says it."""
    return f" → {names(unit.new)}" if isinstance(unit, OldCommune) else ""


def title(province: str) -> str:
    """Return the full name of a province of today, in the middle of a sentence: "tỉnh Cao Bằng"."""
    return lower(load().titles[province])


def old_title(province: str) -> str:
    """Return an old province's name with its kind, where it was one that is a city today."""
    return title(province) if load().titles.get(province, "").startswith("Thành phố") and province != "Đồng Nai" else f"tỉnh {province}"


def lower(name: str) -> str:
    """Write a name for the middle of a sentence: "phường Sài Gòn"."""
    return name[:1].lower() + name[1:]


def upper(name: str) -> str:
    """Write a name for the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def names(communes: Sequence[Commune]) -> str:
    """Join today's communes: "phường Sài Gòn, phường Tân Định"."""
    return ", ".join(lower(commune.name) for commune in communes)


def day(on: date) -> str:
    """Write a date as people do."""
    return f"{on:%d/%m/%Y}"
