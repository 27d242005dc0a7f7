"""The replaying server: two calls, paged by lastId, watched for politeness, with faults by script or by chance."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

from bot.portal.sync import DETAIL, LIST

from .recorded import Json, Recorded, answer


class Fault(StrEnum):
    """What can go wrong."""

    HANG = "hang"
    ERROR_500 = "500"
    BUSY = "429"
    HTML = "html"
    WALL = "wall"
    CUT = "cut"
    BROKEN_OFF = "broken off"
    SCHEMA = "schema"
    NOT_OK = "not ok"
    FORBIDDEN = "403"
    MISSING = "404"
    MOVED = "302"


CHANCE = (Fault.HANG, Fault.ERROR_500, Fault.BUSY, Fault.HTML, Fault.WALL, Fault.CUT, Fault.BROKEN_OFF, Fault.SCHEMA)
"""The faults that come by chance: each passes."""
HTML = "<!DOCTYPE html><html><head><title>Cổng Dịch vụ công</title></head><body>Hệ thống đang bảo trì</body></html>"
WALL = (
    "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Your support ID is: 1234567890</body></html>"
)
PLAIN: dict[Fault, tuple[int, str, str]] = {
    Fault.ERROR_500: (500, "text/plain", "Internal Server Error"),
    Fault.BUSY: (429, "text/plain", "Too Many Requests"),
    Fault.HTML: (200, "text/html", HTML),
    Fault.WALL: (200, "text/html", WALL),
    Fault.NOT_OK: (200, "application/json", answer(None, "INTERNAL_ERROR")),
    Fault.FORBIDDEN: (403, "text/html", WALL),
    Fault.MISSING: (404, "text/plain", "no such thing"),
    Fault.MOVED: (302, "text/html", ""),
}


class Moment(StrEnum):
    """When, within a request, a watcher is called."""

    BEFORE = "before the answer"
    MIDDLE = "in the middle of the answer"
    AFTER = "after the answer"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    body: Json
    user_agent: str
    fault: Fault | None


class PortalReplay:
    """A portal of our own, in a thread, so that commands can be run beside it: `with PortalReplay(recorded) as portal`."""

    def __init__(self, recorded: Recorded, *, share: float = 0.0, seed: int = 1, retry_after: str = "0") -> None:
        """`share` of the requests, chosen by `seed`, go wrong."""
        self.recorded = recorded
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.script: deque[Fault | None] = deque()
        self.always: dict[str, Fault] = {}
        self.watch: Callable[[int, Moment], None] = lambda number, moment: None
        self.retry_after = retry_after
        self.share = share
        self._chance = random.Random(seed)
        self._active = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        """Start listening."""
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the replay server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def faults(self) -> Counter[str]:
        """How many of each fault were met."""
        return Counter(str(asked.fault) for asked in self.asked if asked.fault)

    def ids(self) -> list[str]:
        """The ids whose details were asked for, in order."""
        return [asked.body["id"] for asked in self.asked if asked.path == DETAIL]

    def cursors(self) -> list[str]:
        """The cursors the list was asked for with, in order."""
        return [asked.body["lastId"] for asked in self.asked if asked.path == LIST]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application()
        app.router.add_post(LIST, self._handle)
        app.router.add_post(DETAIL, self._handle)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
        self.port = runner.addresses[0][1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self._active += 1
        self.most_at_once = max(self.most_at_once, self._active)
        try:
            body = await request.json()
            fault = self._fault(request.path, body)
            self.asked.append(Asked(request.path, body, request.headers.get("User-Agent", ""), fault))
            return await self._answer(request, body, fault, len(self.asked))
        except ConnectionError:  # The client was killed meanwhile.
            return web.Response(status=500)
        finally:
            self._active -= 1

    def _fault(self, path: str, body: Json) -> Fault | None:
        if self.script:
            return self.script.popleft()
        if fixed := self.always.get(body.get("id", path)) or self.always.get(path):
            return fixed
        return self._chance.choice(CHANCE) if self._chance.random() < self.share else None

    async def _answer(self, request: web.Request, body: Json, fault: Fault | None, number: int) -> web.StreamResponse:
        self.watch(number, Moment.BEFORE)
        if fault is Fault.HANG:
            await asyncio.Event().wait()  # Until the client leaves: the handler is cancelled then.
        if fault in PLAIN:
            status, kind, text = PLAIN[fault]
            headers = {"Retry-After": self.retry_after} if fault is Fault.BUSY else {"Location": "/login"} if fault is Fault.MOVED else {}
            return web.Response(status=status, text=text, content_type=kind, headers=headers)
        content = self._content(request.path, body, fault).encode()
        if fault is Fault.CUT:
            content = content[: len(content) // 2]
        return await self._send(request, content, fault, number)

    async def _send(self, request: web.Request, content: bytes, fault: Fault | None, number: int) -> web.StreamResponse:
        response = web.StreamResponse(status=201, headers={"Content-Type": "application/json", "Content-Length": str(len(content))})
        await response.prepare(request)
        half = len(content) // 2
        await response.write(content[:half])
        self.watch(number, Moment.MIDDLE)
        if fault is Fault.BROKEN_OFF and request.transport:
            request.transport.close()
            return response
        await response.write(content[half:])
        await response.write_eof()
        self.watch(number, Moment.AFTER)
        return response

    def _content(self, path: str, body: Json, fault: Fault | None) -> str:
        if path == LIST:
            return self._page(body, changed=fault is Fault.SCHEMA)
        if set(body) != {"id"}:
            return answer(None, "BAD_REQUEST")
        text = self.recorded.details.get(body["id"])
        if text is None:
            return answer(None, "NOT_FOUND")
        return text.replace('"code":', '"formalityCode":') if fault is Fault.SCHEMA else text

    def _page(self, body: Json, *, changed: bool) -> str:
        if set(body) != {"limit", "lastId", "q", "categoryId", "departmentCode"}:
            return answer(None, "BAD_REQUEST")
        rows: Sequence[Json] = self.recorded.rows
        ids = [row["id"] for row in rows]
        start = ids.index(body["lastId"]) + 1 if body["lastId"] else 0
        items = rows[start : start + body["limit"]]
        data: dict[str, Any] = {"items": items, "lastId": items[-1]["id"] if items else "", "total": len(rows)}
        return answer({"records": data.pop("items"), **data} if changed else data)
