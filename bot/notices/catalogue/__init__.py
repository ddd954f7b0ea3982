"""The sentences of our mails to people of a list, one TOML file a language; how to say one of them."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.lazy_regex import lazy_regex

ENGLISH = "en"
_HOLE = lazy_regex(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The sentences of one language by name (``return.lead_ok``)."""

    language: str
    sentences: Mapping[str, str]

    def say(self, sentence: str, /, **values: object) -> str:
        """The sentence with its values; nothing in a value is looked into."""
        return _HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), self.sentences[sentence])

    def count(self, things: str, number: int) -> str:
        """``1 line``, ``1,414 lines``: ``things`` is a name in the table of counts, in the singular."""
        shown = f"{number:,}" if self.language == ENGLISH else f"{number:,}".replace(",", "\u202f")
        return self.say(f"count.{things}" if number == 1 else f"count.{things}s", count=shown)

    def day(self, date: dt.date) -> str:
        """``Thursday, 8 January 2026``."""
        return self._date("day", date, "days", "months")

    def short_day(self, date: dt.date) -> str:
        """``8 Jan``."""
        return self._date("short", date, "short_days", "short_months")

    def moment(self, date: dt.datetime) -> str:
        """``Thu 8 Jan 2026, 09:14``."""
        return self._date("moment", date, "short_days", "short_months", time=f"{date:%H:%M}")

    def _date(self, form: str, date: dt.date, days: str, months: str, **more: str) -> str:
        return self.say(
            f"date.{form}",
            weekday=self.sentences[f"date.{days}"].split()[date.weekday()],
            day=date.day,
            month=self.sentences[f"date.{months}"].split()[date.month - 1],
            year=date.year,
            **more,
        )


def languages() -> tuple[str, ...]:
    """The languages there are, English first."""
    files = (one.name for one in resources.files(__package__).iterdir() if one.name.endswith(".toml"))
    found = sorted(name.removesuffix(".toml") for name in files)
    return (ENGLISH, *(name for name in found if name != ENGLISH))


@cache
def catalogue(language: str = ENGLISH) -> Catalogue:
    """The sentences of a language that there is; what it lacks is said in English."""
    return with_changes(language, {})


def with_changes(language: str, changes: Mapping[str, str]) -> Catalogue:
    """A language's sentences, some of them in an owner's words."""
    told = {**sentences_of(ENGLISH), **sentences_of(language), **changes}
    return Catalogue(language=language, sentences=told)


@cache
def catalogue_of(language: str, changes: tuple[tuple[str, str], ...] = ()) -> Catalogue:
    """The sentences of a list."""
    return with_changes(language, dict(changes))


@cache
def sentences_of(language: str) -> Mapping[str, str]:
    """What the file of a language says, by ``table.key``."""
    return flattened(tomllib.loads(_text(language)))


def flattened(tables: Mapping[str, object]) -> dict[str, str]:
    """Tables of sentences as one."""
    return {
        f"{table}.{key}": text
        for table, content in tables.items()
        if isinstance(content, Mapping)
        for key, text in content.items()
        if isinstance(text, str)
    }


def _text(language: str) -> str:
    return (resources.files(__package__) / f"{language}.toml").read_text("utf-8")
