"""A Bot API server of our own over real HTTP, for the tests of the bot."""

from .calls import Refused, Sent
from .faults import Fault, Kind
from .groups import Group
from .limits import Limits, Violation
from .people import Person
from .server import FakeTelegram

__all__ = ["FakeTelegram", "Fault", "Group", "Kind", "Limits", "Person", "Refused", "Sent", "Violation"]
