"""How many pastes are parted right: twelve papers, eleven places of the comment, twelve layouts."""

from collections import defaultdict

from bot.mail.read import read
from tests.parts.pastes import parted_right, pastes


def main() -> None:
    """Print a line for each paper, place and layout, then all of them."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for each in pastes():
        good = parted_right(each, read(each.raw))
        for key in (*each.name.split(" | "), "all"):
            rows[key][0] += good
            rows[key][1] += 1
    for key, (right, number) in rows.items():
        print(f"{key:32} {right:5} of {number:5}  {100 * right / number:.0f} %")


if __name__ == "__main__":
    main()
