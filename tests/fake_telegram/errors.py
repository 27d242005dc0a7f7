"""Refusals as Telegram words them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal: the HTTP status, Telegram's description and its parameters."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None, migrate_to_chat_id: int | None = None) -> None:
        """Say what is wrong."""
        super().__init__(description)
        self.code = code
        self.description = description
        extras = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to_chat_id}
        self.parameters = {name: value for name, value in extras.items() if value is not None}

    def json(self) -> Json:
        """The body of the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(what: str) -> ApiError:
    """Build a 400."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """Build a 403."""
    return ApiError(403, f"Forbidden: {what}")


def too_many(retry_after: int) -> ApiError:
    """Build a 429 that says how long to wait."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
