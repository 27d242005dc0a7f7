"""The file itself: its kind, its size, and what a hostile one would do; everything unsafe is refused before it is opened."""

import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from knowledge.sources.annex_tables import AnnexError, Content

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 80 * 2**20
MAX_RATIO = 250
MAX_MEMBERS = 3_000
_KINDS: Mapping[str, str] = {
    ".docx": "annex_docx",
    ".xlsx": "annex_xlsx",
    ".csv": "annex_csv",
    ".tsv": "annex_csv",
    ".txt": "annex_csv",
    ".html": "annex_html",
    ".htm": "annex_html",
    ".xhtml": "annex_html",
    ".md": "annex_markdown",
    ".markdown": "annex_markdown",
    ".pdf": "annex_pdf",
}
_ADVICE: Mapping[str, str] = {
    ".doc": "Tệp Word đời cũ (.doc): hãy mở bằng Word, lưu lại thành .docx rồi gửi.",
    ".xls": "Tệp Excel đời cũ (.xls): hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi.",
    ".docm": "Tệp Word có macro (.docm) không được nhận: hãy lưu lại thành .docx rồi gửi.",
    ".xlsm": "Tệp Excel có macro (.xlsm) không được nhận: hãy lưu lại thành .xlsx rồi gửi.",
    ".xlsb": "Tệp Excel nhị phân (.xlsb) không được nhận: hãy lưu lại thành .xlsx rồi gửi.",
    ".xlt": "Tệp mẫu Excel không được nhận: hãy lưu lại thành .xlsx rồi gửi.",
    ".odt": "Tệp .odt: hãy lưu lại thành .docx rồi gửi.",
    ".ods": "Tệp .ods: hãy lưu lại thành .xlsx rồi gửi.",
    ".rtf": "Tệp .rtf: hãy lưu lại thành .docx rồi gửi.",
    ".zip": "Tệp nén: hãy giải nén rồi gửi từng tệp.",
    ".rar": "Tệp nén: hãy giải nén rồi gửi từng tệp.",
}
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}


def read_content(path: Path) -> Content:
    """Return the tables of a file by its kind; AnnexError says why one is refused, and what to do."""
    if not path.is_file():
        raise AnnexError(f"{path.name}: không có tệp này. Hãy kiểm tra lại đường dẫn.")
    kind = path.suffix.lower()
    if kind in _PICTURES:
        raise AnnexError(f"{path.name}: đây là ảnh chụp, không có chữ để đọc. Hãy gửi bản Word, Excel hoặc PDF có chữ.")
    if kind not in _KINDS:
        known = "DOCX, XLSX, CSV, HTML, Markdown, PDF có chữ"
        raise AnnexError(f"{path.name}: {_ADVICE.get(kind, f'không đọc được loại tệp này. Hãy gửi tệp {known}.')}")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise AnnexError(f"{path.name}: tệp nặng {size // 2**20} MB, quá {MAX_BYTES // 2**20} MB. Hãy tách phần phụ lục rồi gửi lại.")
    if size == 0:
        raise AnnexError(f"{path.name}: tệp rỗng. Hãy gửi lại tệp có nội dung.")
    read: Callable[[Path], Content] = import_module(f"knowledge.sources.{_KINDS[kind]}").read_file
    try:
        return read(path)
    except AnnexError as error:
        raise error if str(error).startswith(path.name) else AnnexError(f"{path.name}: {error}") from error


def check_zip(path: Path, marker: str, kind: str) -> None:
    """Refuse a package that is broken, bears macros or links outwards, or would unpack beyond bounds. Nothing is unpacked here."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        with path.open("rb") as file:
            locked = file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1")
        what = "tệp có mật khẩu hoặc ở định dạng cũ" if locked else "tệp hỏng"
        raise AnnexError(f"{name}: {what}, không mở được như {kind}. Hãy mở bằng ứng dụng, lưu lại thành tệp mới rồi gửi.") from error
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or _bomb(members):
        raise AnnexError(f"{name}: tệp bung ra quá lớn ({unpacked // 2**20} MB), có thể là tệp độc hại. Hãy chỉ gửi phần phụ lục.")
    names = {member.filename.lower() for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise AnnexError(f"{name}: tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    if any("vbaproject" in member or member.endswith((".bin.exe", ".exe", ".js")) for member in names):
        raise AnnexError(f"{name}: tệp có macro nên không được nhận. Hãy lưu lại thành tệp không có macro rồi gửi.")
    if marker not in names:
        raise AnnexError(f"{name}: đây không phải tệp {kind}. Hãy mở bằng ứng dụng, lưu lại thành tệp {kind} rồi gửi.")
    _check_xml(path, members)


def _bomb(members: list[zipfile.ZipInfo]) -> bool:
    return any(member.file_size > 2**20 and member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in members)


def _check_xml(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that declare entities: office programs never write a DOCTYPE."""
    with zipfile.ZipFile(path) as package:
        for member in members:
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue
            try:
                with package.open(member) as part:
                    head = part.read(4096)
            except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
                raise AnnexError(f"{path.name}: tệp hỏng ở phần {member.filename}. Hãy lưu lại rồi gửi.") from error
            wide = head.replace(b"\0", b"").upper()
            if b"<!DOCTYPE" in wide or b"<!ENTITY" in wide:
                raise AnnexError(f"{path.name}: tệp chứa khai báo XML lạ (DOCTYPE), có thể là tệp độc hại nên không được nhận.")
