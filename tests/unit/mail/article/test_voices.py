"""Who speaks in a text."""

from bot.mail.article.voices import has_voice


def test_initials_are_nobodys_voice():
    assert not has_voice("The EU and the US are at odds on data protection.")
    assert has_voice("I told the EU so.")
    assert has_voice("DO NOT SHOUT, I SAID.")
