"""One request to the portal at a time over HTTP: the text it answered, or the Failure that it was."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx

from knowledge.sources.portal_answers import Failure, Fault

MOST = 32 * 2**20
"""No answer is read beyond this many bytes; the largest recorded one has 0.6 million."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the portal is, how we name ourselves, and how long an answer may take in all."""

    url: str
    user_agent: str
    timeout: float


class Wire:
    """An open connection to the portal; every request waits for the one before."""

    def __init__(self, address: Address, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Open the client; nothing is asked yet. Raises ValueError for an address that is none."""
        self._timeout = address.timeout
        self._now = now
        headers = {"User-Agent": address.user_agent, "Accept": "application/json"}
        limits = httpx.Limits(max_connections=1)
        try:
            self._client = httpx.Client(base_url=address.url, headers=headers, timeout=address.timeout, limits=limits)
        except httpx.InvalidURL as error:
            raise ValueError(f"{address.url}: no address to ask ({error})") from error

    def __enter__(self) -> Self:
        """Use it as a context."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connection."""
        self._client.close()

    def post(self, path: str, body: dict[str, Any]) -> str | Failure:
        """Ask, and read the answer to its end."""
        try:
            with self._client.stream("POST", path, json=body) as response:
                content = self._read(response)
        except httpx.TimeoutException:
            return Failure(Fault.TIMEOUT, f"no answer within {self._timeout:g} s")
        except httpx.HTTPError as error:
            return Failure(Fault.NETWORK, f"{type(error).__name__}: {error}")
        if isinstance(content, Failure):
            return content
        return failed(response.status_code, content, response.headers.get("Retry-After", ""), self._now()) or _text(content)

    def _read(self, response: httpx.Response) -> bytes | Failure:
        """Each piece has its own time-out; a portal that drips for ever is left all the same."""
        pieces, size, until = [], 0, time.monotonic() + 4 * self._timeout
        for piece in response.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > MOST:
                return Failure(Fault.CUT, f"an answer of more than {MOST:,} bytes")
            if time.monotonic() > until:
                return Failure(Fault.TIMEOUT, f"the answer did not end within {4 * self._timeout:g} s")
        return b"".join(pieces)


def _text(content: bytes) -> str | Failure:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Failure(Fault.CUT, f"not UTF-8, or cut off (byte {error.start})")


def failed(status: int, content: bytes, retry_after: str, now: datetime) -> Failure | None:
    """Judge an answer by its status; None: it is to be read. The portal itself answers 201 where others say 200."""
    wait = seconds(retry_after, now)
    match status:
        case 200 | 201:
            return None
        case 429:
            return Failure(Fault.BUSY, "429: asked too often", wait)
        case 408 | 425:
            return Failure(Fault.SERVER, f"status {status}", wait)
        case 401 | 403 | 407:
            return Failure(Fault.WALL, f"status {status}", wait)
        case _ if 300 <= status < 400:
            return Failure(Fault.WALL, f"status {status}: sent to another page", wait)
        case _ if status >= 500:
            return Failure(Fault.SERVER, f"status {status}", wait)
        case _:
            return Failure(Fault.REFUSED, f"status {status}: {content[:80].decode('utf-8', 'replace')}", wait)


def seconds(retry_after: str, now: datetime) -> float | None:
    """Read a Retry-After, in seconds or as a date (RFC 9110, 10.2.3); None where it says nothing."""
    written = retry_after.strip()
    if written.isascii() and written.isdigit():
        return float(written)
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
