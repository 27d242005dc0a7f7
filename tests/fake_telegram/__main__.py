"""Run the fake Telegram by hand: `python -m tests.fake_telegram --port 8081`, then type as a user."""

from __future__ import annotations

import argparse
import asyncio
import sys

from .people import Person
from .server import FakeTelegram

HELP = "Type a message; `#label` taps a button; end with Ctrl-D."


async def show(telegram: FakeTelegram, person: Person) -> None:
    """Print what the bot says, as it comes."""
    lines = telegram.state.world.chats[person.id].lines
    shown = 0

    def behind() -> bool:
        return len(lines) > shown

    while True:
        await telegram.state.log.until(behind)
        print("\n".join(line for line in lines[shown:] if not line.startswith("> ")), flush=True)
        shown = len(lines)


async def act(person: Person, line: str) -> None:
    """Do what a line asks for."""
    try:
        if line.startswith("#"):
            await person.tap(line[1:].strip(), expect=0)
        elif line:
            await person.say(line, expect=0)
    except AssertionError as problem:
        print(problem, file=sys.stderr)


async def serve(port: int) -> None:
    """Serve until the input ends."""
    async with FakeTelegram(port=port) as telegram:
        person = telegram.person("Lan", language_code="vi")
        print(f"base_url: {telegram.base_url}\ntoken: {telegram.token}\n{HELP}", flush=True)
        printer = asyncio.create_task(show(telegram, person))
        while line := await asyncio.to_thread(sys.stdin.readline):
            await act(person, line.strip())
        printer.cancel()
        await asyncio.gather(printer, return_exceptions=True)


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.fake_telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; 0 takes a free one")
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
