"""The Bot API server over real HTTP, and the door through which tests reach its world."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import methods_chats, methods_media, methods_messages, transcript
from .calls import VISIBLE, Refused, Sent
from .errors import ApiError, bad_request, forbidden, too_many
from .faults import Fault, Faults, Kind
from .groups import Group, make_chat
from .limits import Limits
from .params import Params, read_params
from .people import Person, make_user
from .state import METHODS, Result, State
from .webhook import WebhookSender
from .world import Clock, User, World

__all__ = ["FakeTelegram", "methods_chats", "methods_media", "methods_messages"]
TOKEN = "123456:fake-telegram-token"
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
MAX_BODY = 60 * 2**20


class FakeTelegram:
    """A Telegram of our own on 127.0.0.1: `async with FakeTelegram() as telegram`."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        clock: Clock = time.time,
        username: str = "motcua_bot",
        privacy_mode: bool = True,
        escapes_required: bool = True,
        callback_ttl: float = 30.0,
        timeout: float = 10.0,
        port: int = 0,
        name: str = "motcua",
        webhook_retry: float = 0.05,
    ) -> None:
        """Set the scene; `timeout` bounds every wait of a test, `clock` dates messages and measures limits."""
        bot = User(int(token.partition(":")[0]), name, username=username, is_bot=True)
        self.token = token
        self.timeout = timeout
        self.state = State(World(bot, clock, privacy_mode), Limits(clock), escapes_required, callback_ttl)
        self.port = port
        self._closing = asyncio.Event()
        self._webhook = WebhookSender(self.state.updates, webhook_retry, timeout)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Start listening."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._webhook.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Release everyone who waits, and stop."""
        self.state.updates.close()
        await self._webhook.stop()
        self._closing.set()
        if self._runner:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """What `ApplicationBuilder.base_url` wants."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What `ApplicationBuilder.base_file_url` wants."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    @property
    def bot(self) -> User:
        """The bot as a user."""
        return self.state.world.bot

    @property
    def calls(self) -> list[Sent]:
        """All accepted calls that say or change something, in order."""
        return self.state.log.calls

    @property
    def refused(self) -> list[Refused]:
        """All calls answered with an error, in order."""
        return self.state.log.refused

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.state.faults

    @property
    def limits(self) -> Limits:
        """The counters of Telegram's limits."""
        return self.state.limits

    def person(self, first_name: str, **details: Any) -> Person:
        """Make a person; see `make_user` for the details."""
        return make_user(self.state, self.timeout, first_name, **details)

    def group(self, title: str, *, supergroup: bool = False, forum: bool = False, **details: Any) -> Group:
        """Make a group; the bot is not in it yet."""
        return make_chat(self.state, title, "supergroup" if supergroup or forum else "group", is_forum=forum, **details)

    def channel(self, title: str, **details: Any) -> Group:
        """Make a channel; the bot is not in it yet."""
        return make_chat(self.state, title, "channel", **details)

    def sent_to(self, chat: Person | Group | int) -> list[Sent]:
        """The messages and edits that a chat got, in order."""
        return self.state.log.since(0, chat if isinstance(chat, int) else chat.id, with_answers=False)

    def transcript(self, chat: Person | Group | int) -> str:
        """A conversation as readable text."""
        return transcript.whole(self.state.world.chats[chat if isinstance(chat, int) else chat.id])

    async def wait(self, ready: Callable[[], bool], timeout: float | None = None) -> None:
        """Wait for a condition on calls or refusals; AssertionError when the time is over."""
        if not await self.state.log.wait(ready, self.timeout if timeout is None else timeout):
            raise AssertionError(f"what was waited for did not happen; calls: {self.calls[-5:]}; refused: {self.refused[-5:]}")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            response = await self._answer(request)
        except ApiError as error:
            response = _refusal(error)
        await self.state.log.notify()
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")
        wanted = request.match_info["method"].lower()
        if wanted == "getupdates":
            return await self._get_updates(request, await read_params(request))
        if wanted not in METHODS:
            raise ApiError(404, "Not Found")
        params = await read_params(request)
        name = METHODS[wanted][0]
        try:
            return await self._call(request, name, params)
        except ApiError as error:
            self.state.log.refused.append(Refused(name, error.code, error.description, dict(params.values)))
            raise

    async def _call(self, request: web.Request, name: str, params: Params) -> web.StreamResponse:
        if name in VISIBLE and (left := self.state.flooded_until - self.state.world.clock()) > 0:
            raise too_many(math.ceil(left))
        fault = self.faults.for_call(name, _chat_of(self.state, params))
        if fault and fault.kind is Kind.FLOOD_ALL:
            self.state.flooded_until = self.state.world.clock() + fault.retry_after
            raise too_many(fault.retry_after)
        if fault and fault.kind is not Kind.TIMEOUT_AFTER:
            return await self._fail(request, fault)
        result: Result = METHODS[name.lower()][1](self.state, params)
        if fault:
            return await self._hang()
        return _ok(result)

    async def _get_updates(self, request: web.Request, params: Params) -> web.StreamResponse:
        fault = self.faults.for_call("getUpdates", None)
        if fault:
            return await self._fail(request, fault)
        allowed = params.structure("allowed_updates")
        seconds = min(max(params.integer("timeout"), 0), 50)
        return _ok(await self.state.updates.poll(params.integer("offset"), params.integer("limit", 100), seconds, allowed))

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind in {Kind.TIMEOUT_BEFORE, Kind.TIMEOUT_AFTER}:
            return await self._hang()
        if fault.kind is Kind.RESET and request.transport:
            request.transport.abort()
        return _failure(fault) or web.Response(status=500)

    async def _hang(self) -> web.StreamResponse:
        await self.state.log.notify()
        await self._closing.wait()
        return web.Response(status=500)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        upload = self.state.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or upload is None:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=upload.data, content_type="application/octet-stream")


def _refusal(error: ApiError) -> web.Response:
    wait = error.parameters.get("retry_after")
    return web.json_response(error.json(), status=error.code, headers={"Retry-After": str(wait)} if wait else None)


def _ok(result: Result) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _chat_of(state: State, params: Params) -> int | None:
    query = state.queries.get(params.text("callback_query_id"))
    return query.chat_id if query else params.optional_integer("chat_id")


def _failure(fault: Fault) -> web.Response | None:
    if fault.kind is Kind.BAD_GATEWAY:
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    errors: dict[Kind, ApiError] = {
        Kind.FLOOD: too_many(fault.retry_after),
        Kind.SERVER_ERROR: ApiError(500, fault.description or "Internal Server Error"),
        Kind.FORBIDDEN: forbidden(fault.description or "bot was blocked by the user"),
        Kind.BAD_REQUEST: bad_request(fault.description or "chat not found"),
    }
    if fault.kind not in errors:
        return None
    return _refusal(errors[fault.kind])
