"""The bytes of a text file read as Vietnamese text, whichever of the usual encodings they are in."""

import unicodedata
from pathlib import Path

from knowledge.sources.annex_tables import AnnexError
from nlp.files import Problem


def read_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1258, and a Problem where the encoding was guessed."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", path), ()
    if data.startswith(b"\xef\xbb\xbf"):
        return _decoded(data, "utf-8-sig", path), ()
    if data[:200].count(0) > len(data[:200]) // 4:
        little = data[1:200:2].count(0) >= data[0:200:2].count(0)
        return _decoded(data, "utf-16-le" if little else "utf-16-be", path), (_guessed(path, "UTF-16"),)
    if b"\0" in data:
        raise AnnexError(f"{path.name}: đây không phải tệp văn bản. Hãy kiểm tra lại đuôi tệp.")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _legacy(data, path)


def _decoded(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise AnnexError(f"{path.name}: bảng mã của tệp bị hỏng. Hãy lưu lại bằng bảng mã UTF-8 rồi gửi.") from error


def _legacy(data: bytes, path: Path) -> tuple[str, tuple[Problem, ...]]:
    """Windows-1258 writes tones apart; text of the old TCVN3 fonts cannot be told from it safely, and is refused."""
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError as error:
        raise AnnexError(f"{path.name}: không rõ bảng mã. Hãy lưu lại bằng bảng mã UTF-8 rồi gửi.") from error
    raw = data.decode("latin-1")
    if sum(raw.count(char) for char in "®¸µ¶·¹©ª«¬­") > sum(map(text.count, "ăâêôơưđáàảãạ")) // 2 + 2:
        raise AnnexError(f"{path.name}: tệp dùng bảng mã cũ (TCVN3/ABC). Hãy đổi sang Unicode, lưu UTF-8 rồi gửi.")
    return text, (_guessed(path, "Windows-1258"),)


def _guessed(path: Path, encoding: str) -> Problem:
    return Problem(path.name, f"Tệp không phải UTF-8, đã đọc theo bảng mã {encoding}: hãy kiểm tra chữ có đúng không.")
