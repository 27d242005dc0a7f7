"""Settings from the environment or `.env`; what is missing or wrong is named, all of it at once."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROVINCES = (
    "Hà Nội", "Cao Bằng", "Tuyên Quang", "Điện Biên", "Lai Châu", "Sơn La", "Lào Cai", "Thái Nguyên", "Lạng Sơn", "Quảng Ninh",
    "Bắc Ninh", "Phú Thọ", "Hải Phòng", "Hưng Yên", "Ninh Bình", "Thanh Hóa", "Nghệ An", "Hà Tĩnh", "Quảng Trị", "Huế",
    "Đà Nẵng", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Đắk Lắk", "Lâm Đồng", "Đồng Nai", "Hồ Chí Minh", "Tây Ninh", "Đồng Tháp",
    "Vĩnh Long", "An Giang", "Cần Thơ", "Cà Mau",
)  # fmt: skip
"""The 34 provinces and cities since 1 July 2025 (Nghị quyết 202/2025/QH15)."""


DATABASES = ("sqlite+aiosqlite:///", "postgresql+psycopg://")


class SettingsError(Exception):
    """Settings are missing or wrong; the message names every one and says what to do."""


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_url)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """All settings; `.env.example` explains each."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = Field(None)
    telegram_api_url: Url = "https://api.telegram.org"
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    motcua_home: Path = Path("var")
    database_url: str = ""
    motcua_kb: Path | None = None
    kb_stale_days: int = Field(180, ge=1, le=3650)
    province: str = ""
    office: str = ""
    hotline: str = ""
    portal_url: Url = "https://dichvucong.gov.vn"
    portal_api_url: Url = "https://dichvucong.gov.vn"
    portal_user_agent: Annotated[str, Field(pattern=r"^[\x21-\x7e][\x20-\x7e]*$")] = "motcua/0.1 (administrative procedures assistant)"
    portal_page_size: Annotated[int, Field(ge=1, le=1000)] = 100
    portal_pause: Seconds = 1.0
    portal_timeout: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 30.0
    portal_backoff: Seconds = 2.0
    portal_backoff_cap: Seconds = 120.0

    second_person: bool = False
    retry_unconfirmed: bool = False
    messages_in_flight: Annotated[int, Field(ge=1, le=16)] = 1
    schedule_file: Path | None = None
    feed_url: Url | None = None
    feed_audience: str = "topic:tthc"
    feed_approval: bool = True

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        head, _, tail = value.get_secret_value().partition(":") if value else ("", "", "")
        if value and not (head.isdigit() and tail):
            raise ValueError("is no bot token: BotFather gives one like 123456:ABC…")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        wrong = [part for part in parts if not part.isdigit()]
        if wrong:
            raise ValueError(f"user ids are numbers, separated by commas; wrong: {', '.join(wrong)}")
        return frozenset(map(int, parts))

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            raise ValueError(f"must begin with {' or '.join(DATABASES)}")
        return value

    @field_validator("province")
    @classmethod
    def _province(cls, value: str) -> str:
        if value and value not in PROVINCES:
            raise ValueError(f"is none of the 34 provinces: {', '.join(PROVINCES)}")
        return value

    @field_validator("schedule_file")
    @classmethod
    def _schedule(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError(f"{value}: no such file")
        return value

    @field_validator("motcua_kb")
    @classmethod
    def _kb(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError(f"{value}: no such file: build it with 'motcua kb build --out {value}'")
        return value

    @property
    def local_rules(self) -> Path:
        """The folder of the province's own rules."""
        return self.motcua_home / "local"

    @property
    def database(self) -> str:
        """The address of the state's database; SQLite under `motcua_home` unless one is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.motcua_home / 'state.db'}"


def read(*, token_needed: bool = False) -> Settings:
    """Read the settings; raise SettingsError that names everything missing or wrong."""
    faults: list[str] = []
    settings: Settings | None = None
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            faults.append(f"{name}: {fault['msg'].removeprefix('Value error, ')}")
    if token_needed and not any(fault.startswith("TELEGRAM_BOT_TOKEN") for fault in faults) and not _has_token(settings):
        faults.append("TELEGRAM_BOT_TOKEN: missing: ask @BotFather for one and put it in .env")
    if faults or settings is None:
        raise SettingsError("\n".join(faults))
    return settings


def _has_token(settings: Settings | None) -> bool:
    return settings.telegram_bot_token is not None if settings else _TokenOnly().telegram_bot_token is not None


class _TokenOnly(BaseSettings):
    """Only the token, for saying that it is missing while other settings are wrong."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)
    telegram_bot_token: SecretStr | None = None
