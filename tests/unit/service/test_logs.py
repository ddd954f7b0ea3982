"""Logs that mail cannot forge."""

import json

import pytest
import structlog

from bot.service.logs import set_up_logs


@pytest.fixture(autouse=True)
def usual_logs_afterwards():
    yield
    structlog.reset_defaults()


def test_a_subject_cannot_write_a_line_of_its_own(capsys):
    set_up_logs("info", "json", terminal=False)

    structlog.get_logger().info("decided", subject='x\n{"event": "mail sent"}\x1b[2J\u202e')

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["subject"] == 'x\\n{"event": "mail sent"}\\x1b[2J\\u202e'


def test_a_long_text_is_cut(capsys):
    set_up_logs("info", "json", terminal=False)

    structlog.get_logger().info("decided", subject="x" * 100_000)

    assert len(json.loads(capsys.readouterr().err)["subject"]) == 257


def stumble_over(_text):
    raise ValueError("a bug")


def test_a_traceback_shows_no_values(capsys):
    set_up_logs("info", "json", terminal=False)
    secret = "the words of a member"
    try:
        stumble_over(secret)
    except ValueError:
        structlog.get_logger().exception("a case could not be settled")

    said = capsys.readouterr().err
    assert "a bug" in said
    assert secret not in said


def test_errors_of_rules_stand_below_the_line_on_a_terminal(capsys):
    set_up_logs("info", "console", terminal=False)

    structlog.get_logger().error(
        "rules refused", list="salon", errors="error[R001]: no\n  --> a.yaml:3:5\n   \x1b^"
    )

    first, *below = capsys.readouterr().err.splitlines()
    assert "rules refused" in first
    assert "error[R001]" not in first
    assert below == ["error[R001]: no", "  --> a.yaml:3:5", "   \\x1b^"]
