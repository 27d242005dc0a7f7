"""Serve the recorded portal by hand: `python -m tests.portal_replay [SHARE_OF_FAULTS]`, then `motcua kb sync --base-url …`."""

import sys

from tests.conftest import SHARED
from tests.portal_replay import PortalReplay, Recorded

if __name__ == "__main__":
    with PortalReplay(Recorded.read(SHARED / "procedures"), share=float(sys.argv[1]) if len(sys.argv) > 1 else 0.0) as portal:
        print(f"motcua kb sync --base-url {portal.url}\nCtrl-D ends it.", flush=True)
        sys.stdin.read()
        print(f"{len(portal.asked):,} requests, {portal.most_at_once} at once, faults: {dict(portal.faults)}")
