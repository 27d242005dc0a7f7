"""`motcua kb sync` as a process of its own, which can be killed at any request."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .server import Moment, PortalReplay

SYNC = """
import functools, pathlib, sys
from knowledge.sources import shipped
if sys.argv[1]:
    shipped.load_procedures = functools.partial(shipped.load_procedures, pathlib.Path(sys.argv[1]))
from bot.cli import main
main(['kb', 'sync', *sys.argv[2:]])
"""
"""The command; the first argument is a folder that stands for the shipped procedures ("": the real ones)."""


@dataclass(frozen=True)
class Ended:
    """How a sync ended; a killed one has a negative status."""

    status: int
    stdout: str
    stderr: str

    @property
    def told(self) -> dict[str, Any]:
        """The summary of `--json`."""
        assert self.status in {0, 1}, (self.status, self.stderr)
        data: dict[str, Any] = json.loads(self.stdout)
        return data

    @property
    def digest(self) -> str:
        """The candidate's digest."""
        return str(self.told["candidate"]["digest"])


def environment(home: Path, timeout: float = 5.0) -> dict[str, str]:
    """No pauses; nothing of the machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH"}}
    quick = {"PORTAL_PAUSE": "0", "PORTAL_BACKOFF": "0", "PORTAL_BACKOFF_CAP": "0", "PORTAL_TIMEOUT": str(timeout)}
    return kept | quick | {"MOTCUA_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


def sync(
    portal: PortalReplay,
    home: Path,
    *options: str,
    killed: tuple[int, Moment] | None = None,
    timeout: float = 5.0,
    records: Path | None = None,
) -> Ended:
    """Run a sync to its end, or until it is killed at the request `killed`, counted from now."""
    home.mkdir(parents=True, exist_ok=True)
    before = len(portal.asked)
    command = [sys.executable, "-c", SYNC, str(records or ""), "--base-url", portal.url, "--json", *options]
    process = subprocess.Popen(
        command, cwd=home, env=environment(home, timeout), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )

    def watch(number: int, moment: Moment) -> None:
        if killed and (number - before, moment) == killed:
            process.send_signal(signal.SIGKILL)

    portal.watch = watch
    stdout, stderr = process.communicate()
    portal.watch = lambda number, moment: None
    return Ended(process.returncode, stdout, stderr)
