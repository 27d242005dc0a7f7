"""Invitations: /moi, the link that is opened, and roles taken back."""

from telegram import Update

from bot import render, render_people
from bot.access import Role
from bot.callbacks import Invite
from bot.handlers.replying import Context, desk, reply, turn
from bot.handlers.who import administrators, ids
from bot.invitations import VALID, Already, Closed, Joined, new_token
from bot.notifications.messages import inform
from bot.render import Message
from knowledge.agencies import canonical
from nlp.text import fold, normalize


async def moi(update: Update, context: Context) -> None:
    """/moi AGENCY: a link for an official; /moi quản trị: for an administrator; alone: who has joined, and links not used yet."""
    if update.effective_chat is None or update.effective_chat.type != update.effective_chat.PRIVATE:
        await reply(update, context, render.say("Hãy gõ /moi trong trò chuyện riêng với mình: ai trong nhóm cũng bấm được liên kết mời."))
        return
    said = normalize(" ".join(context.args or ()))
    if not said:
        await reply(update, context, await _members(context))
        return
    role, agency = (Role.ADMIN, said[len("quản trị") :].strip()) if fold(said).startswith("quan tri") else (Role.OFFICIAL, said)
    known = canonical(agency) if agency else None
    here, token = desk(context), new_token()
    expires = here.now() + VALID
    number = await here.store.members.invite(token, role, (known or agency)[:200], ids(update)[1], expires)
    link = f"https://t.me/{context.bot.username}?start={token}"
    await reply(update, context, render_people.invited(link, role, known or agency, expires, number, known=known is not None))


async def _members(context: Context) -> Message:
    here = desk(context)
    return render_people.member_list(await here.store.members.open_invitations(here.now()), await here.store.members.members())


async def opened(update: Update, context: Context, token: str) -> None:
    """Use the invitation of a link."""
    here, user = desk(context), update.effective_user
    if user is None or update.effective_chat is None or update.effective_chat.type != update.effective_chat.PRIVATE:
        return
    match await here.store.members.join(token, user.id, user.full_name, here.now()):
        case Joined(member):
            await reply(update, context, render_people.welcome(member))
            told = f"{member.name} đã nhận lời mời: {render_people.ROLES[member.role]}{f', {member.agency}' if member.agency else ''}."
            origin = f"joined:{update.update_id}"
            await inform(here, await administrators(here) - {user.id}, render.say(told), f"user:{user.id}", origin)
        case Already(member):
            await reply(update, context, render_people.welcome(member))
        case Closed() as closed:
            await reply(update, context, render_people.closed(closed))


async def pressed(update: Update, context: Context, pressed: Invite) -> None:
    """Take back an invitation or a role."""
    here = desk(context)
    match pressed.what:
        case "revoke":
            done = await here.store.members.revoke(pressed.number, here.now())
            text = f"Đã thu hồi liên kết mời số {pressed.number}." if done else "Liên kết này đã có người dùng hoặc đã thu hồi. Xem /moi."
            await turn(update, context, render.say(text))
        case "dismiss":
            member = await here.store.members.member(pressed.number)
            await turn(update, context, render_people.sure_to_dismiss(member) if member else await _members(context))
        case "dismissed":
            done = await here.store.members.dismiss(pressed.number)
            await turn(update, context, render.say("Đã thôi vai trò và thôi nhắc hạn." if done else "Người này không còn vai trò nào."))
        case _:
            await turn(update, context, await _members(context))
