"""What followers of a procedure read: the button, the list, and what has changed, field by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import diffing
from bot.callbacks import Follow, Show, Unfollow
from bot.render import Button, Message, fill, say
from knowledge.diff import Changed, Diff
from knowledge.records import Procedure

UNTOLD = frozenset({"source", "questions", "folk_names", "detail"})
"""Fields that change nothing for the person: where the facts stand and when they were checked, and what only helps to find a record."""
FIELDS = 6
"""Fields that a notice tells; the others are named."""
LINES = 3
"""Lines of a field that a notice tells of those gone, and of those that have come."""
LONGEST = 160
"""Letters of a line."""


@dataclass(frozen=True, slots=True)
class News:
    """What a notice says of one field."""

    label: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    more: int = 0


def button(code: str, *, followed: bool) -> Button:
    """The button under a card."""
    return Button("Thôi theo dõi" if followed else "Báo tôi khi thay đổi", Follow(code, int(not followed)))


def beside(told: Message, code: str, *, followed: bool) -> Message:
    """Put the button under a procedure's card."""
    return Message(told.html, (*told.buttons, (button(code, followed=followed),)))


def begun(p: Procedure) -> Message:
    """Say that the person will be told."""
    text = f"Mình sẽ nhắn bạn khi thủ tục “{p.title}” thay đổi. Xem các thủ tục đang theo dõi: /theodoi."
    return Message(say(text).html, ((button(p.code, followed=True),),))


def ended(title: str) -> Message:
    """Say that the person will not be told any more."""
    return say(f"Mình sẽ không báo về thủ tục “{title}” nữa.")


def too_many(most: int) -> Message:
    """Say that the list is full."""
    return say(f"Bạn đang theo dõi {most} thủ tục, nhiều nhất có thể. Bạn bỏ bớt ở /theodoi rồi thử lại nhé.")


def listed(followed: Sequence[tuple[str, str]]) -> Message:
    """List what a person follows, as (code, title)."""
    rows = (
        (Button(f"{i}. {_cut(title, 40)}", Show(code)), Button("Thôi theo dõi", Unfollow(code)))
        for i, (code, title) in enumerate(followed, 1)
    )
    return Message(fill("follows", titles=[title for _, title in followed]), tuple(rows))


def notices(diff: Diff) -> Iterator[tuple[str, Message]]:
    """Yield (code, what its followers are told) of each procedure with news for them."""
    for record in diff.removed:
        if isinstance(record, Procedure):
            yield record.code, _notice(record, "gone")
    for record in diff.added:
        if isinstance(record, Procedure):
            yield record.code, _notice(record, "back")
    for change in diff.changed:
        told = [name for name in change.fields if name not in UNTOLD]
        if isinstance(change.after, Procedure) and told:
            yield change.after.code, _changed(change, change.after, told)


def _changed(change: Changed, record: Procedure, fields: Sequence[str]) -> Message:
    news = [_news(change, name) for name in fields[:FIELDS]]
    return _notice(record, "changed", news, [diffing.LABELS[name] for name in fields[FIELDS:]])


def _news(change: Changed, name: str) -> News:
    gone, come = diffing.lines(change, name)
    more = len(gone[LINES:]) + len(come[LINES:])
    return News(diffing.LABELS[name], tuple(_cut(line) for line in gone[:LINES]), tuple(_cut(line) for line in come[:LINES]), more)


def _notice(record: Procedure, what: str, news: Sequence[News] = (), others: Sequence[str] = ()) -> Message:
    show = () if what == "gone" else ((Button("Xem thủ tục", Show(record.code)),),)
    return Message(fill("changed", p=record, what=what, news=news, others=others), (*show, (button(record.code, followed=True),)))


def _cut(line: str, limit: int = LONGEST) -> str:
    return line if len(line) <= limit else line[: limit - 1].rsplit(" ", 1)[0] + "…"
