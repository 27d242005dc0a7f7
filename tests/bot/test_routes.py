"""The bot on one page."""

from typing import get_args

from bot.callbacks import Callback
from bot.routes import BUTTONS, COMMANDS


def test_every_kind_of_button_does_something() -> None:
    assert set(BUTTONS) == set(get_args(Callback))


def test_no_command_is_there_twice() -> None:
    names = [command.name for command in COMMANDS]
    assert sorted(names) == sorted(set(names))
