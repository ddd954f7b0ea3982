"""In which language the author writes, of texts as short as posts are; rather unknown than wrong."""

import pytest

from bot.facts.language import codes, language_of
from bot.mail.text.phrases import told_by_words, vocabulary
from tests.parts.yardstick import cost

SHORT = {
    "en": ("We moved the meeting to Tuesday because of the storm.", "Can somebody tell me where the minutes are kept?"),
    "de": ("Wir haben das Treffen wegen des Sturms auf Dienstag verschoben.", "Kann mir jemand sagen, wo sie liegen?"),
    "fr": ("Nous avons déplacé la réunion à mardi.", "Quelqu'un peut-il me dire où se trouvent les procès-verbaux ?"),
    "es": ("Hemos pasado la reunión al martes por la tormenta.", "¿Alguien puede decirme dónde están las actas?"),
    "it": ("Abbiamo spostato la riunione a martedì per via della tempesta.", "Qualcuno può dirmi dove sono i verbali?"),
    "pt": ("Mudámos a reunião para terça-feira por causa da tempestade.", "Alguém me pode dizer onde estão as atas?"),
    "nl": ("We hebben de vergadering vanwege de storm verplaatst.", "Kan iemand mij zeggen waar de notulen liggen?"),
    "sv": ("Vi flyttade mötet till tisdag på grund av stormen.", "Kan någon säga var protokollen finns?"),
    "da": ("Vi har flyttet mødet til tirsdag på grund af stormen.", "Kan nogen sige mig, hvor referaterne ligger?"),
    "pl": ("Przenieśliśmy spotkanie na wtorek z powodu burzy.", "Czy ktoś może mi powiedzieć, gdzie są protokoły?"),
    "ru": ("Из-за бури мы перенесли встречу на вторник.", "Кто-нибудь может сказать, где лежат протоколы?"),
    "uk": ("Через бурю ми перенесли зустріч на вівторок.", "Чи може хтось сказати, де лежать протоколи?"),
    "ja": ("昨日これを読みましたが、皆さんはどう思いますか。",),
    "zh": ("我昨天读了这篇文章，想知道大家怎么看。",),
    "el": ("Το διάβασα χθες και αναρωτιέμαι τι πιστεύετε.",),
    "fa": ("این را دیروز خواندم و می‌خواهم بدانم چه فکر می‌کنید.",),
    "ar": ("قرأت هذا أمس وأتساءل ما رأيكم.",),
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SHORT.items() for text in texts])
def test_a_sentence_is_enough(code, text):
    assert language_of(text) == code


@pytest.mark.parametrize(
    "text", ["", "Ok.", "https://example.org/die/der/das", "12:30", "Rain Gazette Ann Lee", "👍"]
)
def test_what_says_nothing_is_unknown(text):
    assert language_of(text) is None


def test_every_language_can_be_asked_for():
    assert set(SHORT) <= set(codes())
    assert all(len(code) == 2 for code in codes())


def test_a_long_text_takes_no_longer():
    assert cost(lambda: language_of("ist nicht the and " * 100_000)) < 20


def test_the_languages_are_known_before_their_words_are_read():
    assert told_by_words() == set(vocabulary().frequent)
