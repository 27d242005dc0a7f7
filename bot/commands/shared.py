"""What the commands share: settings, and errors told without a traceback."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console

from bot.settings import Settings, SettingsError, read
from bot.state.store import StoreError
from knowledge.snapshot import SnapshotError

P = ParamSpec("P")
T = TypeVar("T")
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong and what to do; exit status 2."""
    errors.print(message, markup=False)
    sys.exit(2)


def settings(*, token_needed: bool = False) -> Settings:
    """Read the settings, or fail naming all that is wrong."""
    try:
        return read(token_needed=token_needed)
    except SettingsError as error:
        fail(f"Settings to mend (in the environment or .env; see .env.example):\n{error}")


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Wrap a command: a broken knowledge base or data file is told, not thrown."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except (SnapshotError, StoreError, ValueError) as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename or 'file'}: {error.strerror or error}")
        except (KeyboardInterrupt, click.Abort):
            sys.exit(130)

    return run


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end."""
    return asyncio.run(work)
