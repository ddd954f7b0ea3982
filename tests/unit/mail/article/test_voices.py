"""Who speaks in a text."""

from bot.mail.article.voices import has_voice, without_names


def test_initials_are_nobodys_voice():
    assert not has_voice(without_names("The EU and the US are at odds on data protection."))
    assert has_voice(without_names("I told the EU so."))
    assert has_voice(without_names("DO NOT SHOUT, I SAID."))
