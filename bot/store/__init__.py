"""
The one database: what was taken, what was decided, what leaves.

``Store.open(url)`` gives the store, ``store.transaction()`` a ``Transaction``
that writes, ``store.snapshot()`` one that reads; ``Writer`` is the thread
through which a daemon writes, many transactions to one commit.
"""

from bot.store.calls import Call, Ear
from bot.store.claims import AlreadyClaimed, Claim
from bot.store.crew import Share, TakenForDead, WorkerRow
from bot.store.database import Store
from bot.store.dialogues import DRAFT, OPEN, Dialogue, InHand, KnownToken, Standing, Version
from bot.store.faults import StorageBroken, of_system
from bot.store.records import (
    BOT,
    Admission,
    AlreadySettled,
    Case,
    Conflict,
    Decision,
    Doubtful,
    Duplicate,
    HeldCase,
    History,
    Ignored,
    JournalEvent,
    JournalRow,
    LeaseLost,
    LimitReached,
    MailRow,
    Marked,
    NewDraft,
    NotWaiting,
    Numbers,
    OutboxItem,
    Progress,
    RecipientRow,
    Recovery,
    RuleSet,
    Seen,
    Settlement,
    WaitingAlert,
    WaitingEntry,
    Wanted,
    Wish,
)
from bot.store.transaction import Transaction
from bot.store.waiting import Queue
from bot.store.writer import Writer

__all__ = [
    "BOT",
    "DRAFT",
    "OPEN",
    "Admission",
    "AlreadyClaimed",
    "AlreadySettled",
    "Call",
    "Case",
    "Claim",
    "Conflict",
    "Decision",
    "Dialogue",
    "Doubtful",
    "Duplicate",
    "Ear",
    "HeldCase",
    "History",
    "Ignored",
    "InHand",
    "JournalEvent",
    "JournalRow",
    "KnownToken",
    "LeaseLost",
    "LimitReached",
    "MailRow",
    "Marked",
    "NewDraft",
    "NotWaiting",
    "Numbers",
    "OutboxItem",
    "Progress",
    "Queue",
    "RecipientRow",
    "Recovery",
    "RuleSet",
    "Seen",
    "Settlement",
    "Share",
    "Standing",
    "StorageBroken",
    "Store",
    "TakenForDead",
    "Transaction",
    "Version",
    "WaitingAlert",
    "WaitingEntry",
    "Wanted",
    "Wish",
    "WorkerRow",
    "Writer",
    "of_system",
]
