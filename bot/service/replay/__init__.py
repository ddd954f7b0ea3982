"""Replay: rules over an archive, with the same calls as the daemon; effects are counted, not carried out."""

from bot.service.replay.run import NothingReadable, Pace, Replay, Request, replay

__all__ = ["NothingReadable", "Pace", "Replay", "Request", "replay"]
