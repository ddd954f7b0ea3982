"""What the advice about one line of a rule comes to: lines that stand for it, and where they belong."""

from dataclasses import dataclass, field

from bot.facts import VOCABULARY
from bot.lazy_regex import lazy_regex
from bot.policy.compile.habits.settled import GROUPS
from bot.policy.compile.habits.written import typed
from bot.policy.errors import Report, RulesError
from bot.policy.source.nodes import Entry, Mapping, Scalar
from bot.policy.source.parse import read_nodes

_WRITE = lazy_regex(r"(?:^|[,;] |: )(?:and )?write(?: it below when:)?  (?P<line>.+)")
_QUOTED = lazy_regex(r'write "(?P<test>[^"]+)"')
_ASIDE = lazy_regex(r"; for these very words|  \(|; where ")
_CHOICE = lazy_regex(r"  or  |  for posts with|  for these words")
_EXCEPTION = lazy_regex(r"unless: (?P<inner>\{.+\})$")
_TWO_LINES = lazy_regex(r"two lines of a rule:  (?P<line>.+?)  below when:")
_NEEDLESS = lazy_regex(r"delete this line|^write no rule: |^leave this line out")
_DID_YOU_MEAN = lazy_regex(r"did you mean ['\"](?P<word>.+?)['\"]\?")


@dataclass(slots=True)
class Said:
    """What lines of a rule come to. ``remarks`` tell what was left out, and what else may be meant."""

    when: list[str] = field(default_factory=list)
    unless: list[str] = field(default_factory=list)
    then: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Said") -> None:
        """Take over what other lines come to."""
        self.when += [one for one in other.when if one not in self.when]
        self.unless += [one for one in other.unless if one not in self.unless]
        self.then += other.then
        self.remarks += [one for one in other.remarks if one not in self.remarks]


def said_in(help_: str, entry: Entry, error: RulesError | None = None) -> Said | None:
    """What one piece of advice about ``KEY: VALUE`` comes to; None where it leaves a question open."""
    if _NEEDLESS.search(help_):
        return Said(remarks=[f"{entry.key.text} is left out: {_plain(help_)}"])
    if found := _TWO_LINES.search(help_):
        action = entry.value.text if isinstance(entry.value, Scalar) else ""
        return Said(when=[found["line"]], then=[action] if action else [])
    if found := _EXCEPTION.search(_ASIDE.split(help_)[0].strip()):
        return Said(unless=[found["inner"][1:-1]]) if one_line(found["inner"][1:-1]) else None
    if found := _QUOTED.search(help_):
        return Said(when=[f"{entry.key.text}: {found['test']}"])
    if (found := _DID_YOU_MEAN.fullmatch(help_)) and error and error.code == "R006":
        return Said(when=[f"{found['word']}: {typed(entry.value)}"])
    found = _WRITE.search(help_)
    if not found or _CHOICE.search(found["line"]):
        return None
    return _of_line(found["line"], entry)


def _of_line(written: str, entry: Entry) -> Said | None:
    line, _, aside = written.partition("  (") if "  (" in written else (_ASIDE.split(written)[0], "", "")
    line = line.removesuffix("  beside  when:").strip()
    if line.startswith("then: "):
        return Said(then=[line.removeprefix("then: ")])
    if line == "when: always":
        return Said(when=["always"])
    head = line.partition(":")[0]
    if line.startswith("{"):
        line = f"{entry.key.text}: {line}"
    elif head not in GROUPS and VOCABULARY.find(head) is None:
        return None
    remarks = [aside.rstrip(") ")] if aside else []
    return Said(when=[line], remarks=remarks) if one_line(line) else None


def one_line(text: str) -> bool:
    """Whether a text is one ``KEY: VALUE`` whose value is not empty."""
    node = read_nodes(text.encode(), "advice", Report())
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        return False
    value = node.entries[0].value
    return not (isinstance(value, Scalar) and value.empty)


def _plain(help_: str) -> str:
    return (
        help_.removeprefix("leave this line out: ")
        .replace(": delete this line", "")
        .removeprefix("delete this line: ")
    )
