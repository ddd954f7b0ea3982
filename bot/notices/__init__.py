"""The mails that the bot writes: an effect, a post and a stamp make an ``Outgoing``, fixed in every byte."""

from bot.notices.alert import (
    INBOX,
    Alert,
    complaint_alert,
    digest_alert,
    mended_alert,
    missed_alert,
    noted_alert,
    refused_alert,
    restored_alert,
    stopped_alert,
    topic_of,
    write_alerts,
)
from bot.notices.digests import Edition, Entry, all_editions, editions_of, write_issue
from bot.notices.held import HeldItem, Receiver, Undecided, write_held, write_held_bundle
from bot.notices.notify import people_of, write_notify
from bot.notices.outgoing import Outgoing, OutgoingKind, Stamp
from bot.notices.owner import write_owner
from bot.notices.passing_on import approved
from bot.notices.repost import CannotRepost, write_repost
from bot.notices.returned import Answerable, Occasion, Offer, write_return
from bot.notices.rewrite import rewrite
from bot.notices.secrets import without_secrets

__all__ = [
    "INBOX",
    "Alert",
    "Answerable",
    "CannotRepost",
    "Edition",
    "Entry",
    "HeldItem",
    "Occasion",
    "Offer",
    "Outgoing",
    "OutgoingKind",
    "Receiver",
    "Stamp",
    "Undecided",
    "all_editions",
    "approved",
    "complaint_alert",
    "digest_alert",
    "editions_of",
    "mended_alert",
    "missed_alert",
    "noted_alert",
    "people_of",
    "refused_alert",
    "restored_alert",
    "rewrite",
    "stopped_alert",
    "topic_of",
    "without_secrets",
    "write_alerts",
    "write_held",
    "write_held_bundle",
    "write_issue",
    "write_notify",
    "write_owner",
    "write_repost",
    "write_return",
]
