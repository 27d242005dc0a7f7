"""What a press on the settings of a chat's notices changes."""

from dataclasses import replace

from bot.notifications.announcement import Directory
from bot.state.chats import ACTIVE, Chat

QUIET = ((22, 6), (21, 7), (18, 7), (12, 14))
"""The quiet hours that are offered: from, to."""


def choose(held: Chat, what: str, value: str, names: Directory, thread: int | None) -> Chat:
    """Return the chat with a choice made; one that is not offered changes nothing. `thread`: the topic the press came from."""
    match what, value:
        case "topic", key if key in names.topics:
            chosen = set(held.topics) ^ {key}
            return replace(held, topics=tuple(sorted(chosen)), state=ACTIVE if held.state == "off" else held.state)
        case "agency", key if key in names.agencies or key == "-":
            return replace(held, agency=key.strip("-"))
        case "area", key if key in names.areas or key == "-":
            return replace(held, area=key if key != "-" else "")
        case "thread", "here":
            return replace(held, thread_id=thread)
        case "thread", "general":
            return replace(held, thread_id=None)
        case "quiet", "-":
            return replace(held, quiet_from=None, quiet_to=None)
        case "quiet", span if span in {f"{a}-{b}" for a, b in QUIET}:
            begin, end = map(int, span.split("-"))
            return replace(held, quiet_from=begin, quiet_to=end)
        case "state", "on" if held.state in ("off", "muted"):
            return replace(held, state=ACTIVE)
        case "state", "off" if held.state == ACTIVE:
            return replace(held, state="off")
    return held
