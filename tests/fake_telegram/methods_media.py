"""Methods about files: photos, documents, albums and downloads."""

from __future__ import annotations

import hashlib
from typing import Any

from . import strict
from .errors import ApiError, Json, bad_request
from .params import Params, Upload
from .state import Result, State, method
from .world import Chat

UPLOAD_LIMIT, DOWNLOAD_LIMIT, PHOTO_LIMIT = 50 * 2**20, 20 * 2**20, 10 * 2**20


def keep(state: State, upload: Upload) -> str:
    """Keep a file; the same bytes under the same name get the same id."""
    digest = hashlib.sha256(upload.filename.encode() + b"\0" + upload.data).hexdigest()[:24]
    state.files[f"file-{digest}"] = upload
    return f"file-{digest}"


def _file(state: State, params: Params, name: str, given: Any) -> str:
    source = str(given or "")
    upload = params.files.get(source.removeprefix("attach://") if source.startswith("attach://") else name)
    if upload:
        if len(upload.data) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        if not upload.data:
            raise bad_request("file must be non-empty")
        return keep(state, upload)
    if not source:
        raise bad_request(f"there is no {name} in the request")
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    if source not in state.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return source


def media_json(state: State, kind: str, file_id: str) -> Any:
    """A photo (list of sizes) or document object."""
    upload = state.files[file_id]
    shown: Json = {"file_id": file_id, "file_unique_id": file_id[-12:], "file_size": len(upload.data)}
    if kind == "photo":
        if len(upload.data) > PHOTO_LIMIT:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return [shown | {"width": 90, "height": 90}]
    return shown | {"file_name": upload.filename, "mime_type": upload.content_type}


def _send(state: State, params: Params, kind: str, name: str) -> Json:
    chat = state.world.writable_chat(params.text("chat_id"))
    parsed = strict.caption(params, state.escapes_required)
    markup = strict.inline_keyboard(params.structure("reply_markup"))
    media = media_json(state, kind, _file(state, params, kind, params.values.get(kind)))
    text = {"caption": parsed.text or None, "caption_entities": list(parsed.entities) or None}
    return state.post(chat, params, name, params.text("caption"), reply_markup=markup, **{kind: media}, **text)


@method("sendPhoto")
def send_photo(state: State, params: Params) -> Result:
    """Send a photo."""
    return _send(state, params, "photo", "sendPhoto")


@method("sendDocument")
def send_document(state: State, params: Params) -> Result:
    """Send a file."""
    return _send(state, params, "document", "sendDocument")


@method("sendMediaGroup")
def send_media_group(state: State, params: Params) -> Result:
    """Send 2 to 10 photos or documents as an album."""
    chat = state.world.writable_chat(params.text("chat_id"))
    items = params.structure("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    if len({item.get("type") == "document" for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    album = f"{chat.id}-{chat.last_message_id + 1}"
    contents = [_item(state, params, item) for item in items]
    return [_album_message(state, chat, params, album, content) for content in contents]


def _item(state: State, params: Params, item: Json) -> Json:
    kind = str(item.get("type"))
    if kind not in {"photo", "document"}:
        raise bad_request("can't parse InputMedia: type must be photo or document here")
    parsed = strict.caption(Params(dict(item)), state.escapes_required)
    media = media_json(state, kind, _file(state, params, kind, item.get("media")))
    return {kind: media, "caption": parsed.text or None, "caption_entities": list(parsed.entities) or None}


def _album_message(state: State, chat: Chat, params: Params, album: str, content: Json) -> Json:
    return state.post(chat, params, "sendMediaGroup", "", media_group_id=album, **content)


@method("getFile")
def get_file(state: State, params: Params) -> Result:
    """Tell where a file can be downloaded."""
    file_id = params.text("file_id")
    upload = state.files.get(file_id)
    if upload is None:
        raise bad_request("invalid file_id")
    if len(upload.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    path = {"file_path": f"documents/{file_id}"}
    return {"file_id": file_id, "file_unique_id": file_id[-12:], "file_size": len(upload.data)} | path
