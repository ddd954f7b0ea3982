"""The scorer of the labelled posts counts what a program says of each line, or of the author's own words."""

import json
from pathlib import Path

import pytest

from tests.real.score import Score, body_of, labelled

POST = "From: ann@example.org\n\nI agree.\n\nOn Monday Dora wrote:\n> The ferry is late.\n\nAnn\n"
LABEL = {
    "name": "a.eml",
    "kind": "reply",
    "zones": [["own", 1, 1], ["attribution", 3, 3], ["quotation", 4, 4], ["signature|own", 6, 6]],
    "article": None,
    "sure": True,
}
RIGHT = [("own", 1, 2), ("attribution", 3, 3), ("quotation", 4, 5), ("own", 6, 6)]


def rows(answer, tmp_path):
    path = tmp_path / "a.eml"
    path.write_text(POST)
    score = Score()
    score.add(LABEL, answer, body_of(path))
    return {name: value for name, value, _ in score.rows()}


def zones(*runs):
    return {"zones": [{"zone": zone, "first_line": first, "last_line": last} for zone, first, last in runs]}


def test_any_zone_that_a_label_names_is_right(tmp_path):
    found = rows(zones(*RIGHT), tmp_path)
    assert found["lines in the right zone"] == 100
    assert found["own words lost"] == found["others' words taken for own"] == 0


def test_own_words_given_away_are_lost_and_others_taken_are_told(tmp_path):
    found = rows(zones(("quotation", 1, 2), RIGHT[1], ("own", 4, 6)), tmp_path)
    assert found["own words lost"] == 100
    assert found["posts that lose over half of their own words"] == 1
    assert found["others' words taken for own"] == pytest.approx(55.6)  # 5 of 9
    assert found["lines in the right zone"] == 50


@pytest.mark.parametrize(
    ("own", "lost", "taken"),
    [("I agree.\n\nAnn", 0, 0), ("I\nagree.", 0, 0), ("", 100, 0), (POST.partition("\n\n")[2], 0, 100)],
)
def test_a_text_without_lines_is_scored_by_its_words(own, lost, taken, tmp_path):
    found = rows({"own": own}, tmp_path)
    assert (found["own words lost"], found["others' words taken for own"]) == (lost, taken)
    assert "lines in the right zone" not in found


def test_lines_without_a_letter_or_digit_are_not_scored():
    label = {"zones": [["own", 1, 3]]}
    assert [number for _, number, _ in labelled(label, ["Hello", "---", ""])] == [1]


def test_every_label_has_a_line_once():
    text = (Path(__file__).parents[2] / "real/labels.jsonl").read_text("utf-8")
    for label in map(json.loads, text.splitlines()):
        seen = [number for _, first, last in label["zones"] for number in range(first, last + 1)]
        assert len(seen) == len(set(seen)), label["name"]
