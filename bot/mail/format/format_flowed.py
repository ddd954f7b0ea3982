"""Joins the lines of format=flowed text to paragraphs again (RFC 3676)."""


def unflow(text: str, *, delsp: bool = False) -> str:
    """
    The text with its flowed lines put together into paragraphs.

    A line that ends in a blank goes on in the next one of the same quote depth;
    ``delsp`` takes that blank away (4.2). The signature line "-- " never flows
    (4.3). Quote marks come out as ">> text". A stuffed blank (4.4) is taken
    away, but stays before a ">" that is no quote mark.
    """
    paragraphs: list[list[str]] = []
    before: int | None = None  # the depth of the line that flows on
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        stuffed = content.startswith(" ")
        content = content[1:] if stuffed else content
        flows = content.endswith(" ") and content != "-- "
        kept = content[:-1] if flows and delsp else content
        if before == depth and content != "-- ":
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([_marked(depth, kept, stuffed=stuffed)])
        before = depth if flows else None
    return "\n".join(map("".join, paragraphs))


def _marked(depth: int, content: str, *, stuffed: bool) -> str:
    if depth:
        return f"{'>' * depth} {content}" if content else ">" * depth
    return f" {content}" if stuffed and content.startswith(">") else content
