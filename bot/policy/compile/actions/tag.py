"""The action ``tag``: a word in brackets before the subject."""

from bot.policy.compile.action import Takes, action, read_text
from bot.policy.errors import Report
from bot.policy.model.verdict import Tag
from bot.policy.source.nodes import Node

LONGEST = 40


@action("tag", Takes.TEXT, examples=("Article",))
def tag(node: Node, report: Report) -> Tag | None:
    """Put a word in brackets before the subject of a post that goes out: "[Article] Rain in May"."""
    text = read_text(node, "tag", report, "Article")
    if text is None:
        return None
    bare = text.removeprefix("[").removesuffix("]").strip()
    if len(bare) > LONGEST or not bare or not bare.isprintable() or set("[]") & set(bare):
        help_ = "write a word or two, the brackets come by themselves"
        report.error("R015", node.at, f"a tag has at most {LONGEST} characters and no brackets", help=help_)
        return None
    return Tag(text=bare)
