"""Replay: rules over an archive, with the same calls as the daemon; effects are counted, not carried out."""

from bot.service.replay.pieces import NothingReadable
from bot.service.replay.run import Pace, Replay, Request, replay

__all__ = ["NothingReadable", "Pace", "Replay", "Request", "replay"]
