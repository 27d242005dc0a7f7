"""Officials: invitations, who has joined, what a chat follows."""

from collections.abc import Sequence
from datetime import datetime

from bot.access import Role
from bot.callbacks import Invite, Watch
from bot.invitations import Closed, Fault, Invitation, Member
from bot.notifications.reminders import Chat, Side
from bot.progress import Actor
from bot.render import Button, Message, fill, say, short
from bot.zone import VIETNAM

ROLES = {Role.CITIZEN: "người dân", Role.OFFICIAL: "cán bộ", Role.ADMIN: "người quản trị"}
SIDES = {Side.LEAD: "việc chủ trì", Side.PARTNER: "việc phối hợp", Side.OBSERVER: "quan sát (chỉ khi quá hạn)", Side.ESCALATION: "quản trị"}
FAULTS = {
    Fault.UNKNOWN: "Liên kết mời này không đúng. Hãy xin người quản trị một liên kết khác.",
    Fault.USED: "Liên kết mời này đã có người dùng; mỗi liên kết chỉ dùng được một lần. Hãy xin người quản trị một liên kết riêng cho bạn.",
    Fault.REVOKED: "Liên kết mời này đã bị thu hồi.",
    Fault.EXPIRED: "Liên kết mời này đã hết hạn. Hãy xin người quản trị một liên kết mới.",
}
QUIET = ((21, 6), (20, 7), (22, 6), None)
"""The choices of quiet hours, in the order that the button goes through."""


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def invited(link: str, role: Role, agency: str, expires: datetime, number: int, *, known: bool) -> Message:
    """Give a link to be forwarded."""
    html = fill("invited", link=link, role=ROLES[role], agency=agency, expires=_moment(expires), known=known or not agency)
    return Message(html, ((Button("Thu hồi", Invite("revoke", number)),),))


def member_list(invitations: Sequence[Invitation], members: Sequence[Member]) -> Message:
    """List open invitations and members, each with a button that takes it back."""
    html = fill(
        "members",
        invitations=[{"number": i.number, "agency": i.agency, "expires": _moment(i.expires)} for i in invitations],
        members=[{"name": m.name, "agency": m.agency, "admin": m.role is Role.ADMIN} for m in members],
    )
    revoke = [(Button(f"Thu hồi liên kết số {i.number}", Invite("revoke", i.number)),) for i in invitations[:20]]
    dismiss = [(Button(short(f"Thôi vai trò: {m.name} – {m.agency}"), Invite("dismiss", m.user_id)),) for m in members[:60]]
    return Message(html, (*revoke, *dismiss))


def sure_to_dismiss(member: Member) -> Message:
    """Ask once more before a role is taken away."""
    text = f"Thôi vai trò {ROLES[member.role]} của {member.name} ({member.agency or 'quản trị'})?"
    yes, no = Button("Vâng, thôi vai trò", Invite("dismissed", member.user_id)), Button("Không", Invite("list", 0))
    return Message(fill("say", text=text), ((yes, no),))


def welcome(member: Member) -> Message:
    """Greet a new member."""
    where = f" của {member.agency}" if member.agency else ""
    return say(
        f"Chào {member.name}! Bạn đã là {ROLES[member.role]}{where}. /viec – việc của cơ quan, /donvi – nhắc hạn, /baocao – báo cáo."
    )


def closed(why: Closed) -> Message:
    """Say why a link does not open."""
    return say(FAULTS[why.fault])


def agency_page(who: Actor, chat: Chat, followed: Sequence[tuple[str, Side]], *, group: bool) -> Message:
    """Tell what a chat follows, and offer to change it."""
    html = fill(
        "agency",
        who={"agency": who.agency, "admin": who.role is Role.ADMIN},
        chat=chat,
        followed=[(agency, SIDES[side]) for agency, side in followed],
        group=group,
    )
    own = {side for agency, side in followed if agency == who.agency}
    offered = (Side.LEAD, Side.PARTNER, Side.OBSERVER) if who.agency else ()
    words = {side: f"{'Thôi' if side in own else 'Theo'}: {SIDES[side]}" for side in offered}
    toggles = tuple((Button(words[side], Watch(side.value, int(side not in own))),) for side in offered)
    digest = Button("Tắt bản tin" if chat.digest else "Bật bản tin", Watch("digest", int(not chat.digest)))
    return Message(html, (*toggles, (Button("Đổi giờ yên lặng", Watch("quiet")), digest)))
