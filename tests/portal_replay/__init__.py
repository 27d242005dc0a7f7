"""The national portal replayed on 127.0.0.1 from recorded answers, with everything that can go wrong with it."""

from .recorded import Recorded, made
from .server import Asked, Fault, Moment, PortalReplay

__all__ = ["Asked", "Fault", "Moment", "PortalReplay", "Recorded", "made"]
