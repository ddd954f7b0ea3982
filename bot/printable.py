"""Takes out of a text what would steer the terminal or the page that shows it; one function a purpose."""


def blanked(text: str) -> str:
    """The text with a blank for each character that is not printed: controls, escapes, direction marks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)


def dropped(text: str) -> str:
    """The text without the characters that are not printed, line ends among them."""
    return "".join(filter(str.isprintable, text))


def escaped(text: str) -> str:
    """The text with each character that is not printed as its Python escape: for logs."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
