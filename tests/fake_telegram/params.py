"""Parameters of a call, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from .errors import bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Params:
    """Parameters by name, read as the type that the method wants."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Read a string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Read a whole number; what is not one counts as absent, as on the real server."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def optional_integer(self, name: str) -> int | None:
        """Read a whole number that may be absent."""
        return self.integer(name) or None

    def flag(self, name: str) -> bool:
        """Read a boolean."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes", "y"}

    def structure(self, name: str) -> Any:
        """Read an object or array, sent as such or as a JSON string; None where absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """Collect the parameters of a request."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(value, (bytes, bytearray)):
                files[name] = Upload(name, "application/octet-stream", bytes(value))
            else:
                values[name] = value
    return Params(values, files)


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body
