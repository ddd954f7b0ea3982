"""Takes out of a text what would steer the terminal or the page that shows it."""


def blanked(text: str) -> str:
    """The text with a blank for each character that is not printed: controls, escapes, direction marks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)
