"""A sync of the recorded portal, whole: a clean run, one killed ten times, one with 20% faults; the snapshots must be the same.

python -m tests.benchmarks.sync [SEED]
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.conftest import SHARED
from tests.portal_replay import Moment, PortalReplay, Recorded
from tests.portal_replay.running import Ended, sync

KILLS = 10
TIMEOUT = 0.5
console = Console(soft_wrap=True, highlight=False)


def clean(recorded: Recorded, home: Path, seed: int) -> tuple[Ended, PortalReplay, str]:
    """Nothing goes wrong."""
    with PortalReplay(recorded) as portal:
        return sync(portal, home), portal, ""


def killed(recorded: Recorded, home: Path, seed: int) -> tuple[Ended, PortalReplay, str]:
    """Killed at ten random points, and started again each time."""
    chance = random.Random(seed)
    most = (len(recorded.rows) * 101 // 100) // KILLS
    died = 0
    with PortalReplay(recorded) as portal:
        for _ in range(KILLS):
            died += sync(portal, home, killed=(chance.randint(1, most), chance.choice(list(Moment)))).status == -9
        return sync(portal, home), portal, f"killed {died} times"


def faulty(recorded: Recorded, home: Path, seed: int) -> tuple[Ended, PortalReplay, str]:
    """A fifth of the requests goes wrong."""
    with PortalReplay(recorded, share=0.2, seed=seed) as portal:
        ended = sync(portal, home, timeout=TIMEOUT)
        return ended, portal, ", ".join(f"{count} {fault}" for fault, count in sorted(portal.faults.items()))


def main() -> None:
    """Run the three, and tell."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    recorded = Recorded.read(SHARED / "procedures")
    digests = set()
    with tempfile.TemporaryDirectory() as folder:
        for run in (clean, killed, faulty):
            start = time.perf_counter()
            ended, portal, said = run(recorded, Path(folder) / run.__name__, seed)
            seconds = time.perf_counter() - start
            if ended.status not in {0, 1}:
                console.print(ended.stderr)
            digest, problems = (ended.digest, len(ended.told["problems"])) if ended.status in {0, 1} else ("–", 0)
            digests.add(digest)
            figures = f"{seconds:.0f} s, {len(portal.asked):,} requests, {portal.most_at_once} at once, {problems} problems"
            console.print(f"{run.__name__}: {figures}, digest {digest[:16]} {said}")
    sys.exit(0 if len(digests) == 1 and "–" not in digests else 1)


if __name__ == "__main__":
    main()
