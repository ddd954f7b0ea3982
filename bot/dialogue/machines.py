"""Answers that a program wrote though no header says so: by its words, and by the number that it gives."""

import re
from functools import cache

from bot.lazy_regex import lazy_regex
from bot.mail.text.subject import read_subject

_SAYINGS = r"""
# it says what it is
(this\W+(e-?mail|mail|message|is)|is|was)\W+(\w+\W+){0,2}?auto(mated|matic(ally)?)?\W?(reply|response|answer|generated|message|sent|responder)
^[^\w\n]*auto(mated|matic)?\W?(reply|response|answer|message|responder)\b
do\W+not\W+(reply|respond)\W+to\W+this|do\W+not\W+reply\W*$
automatische\W+(antwort|nachricht)|automatisch\W+(erstellt|generiert|erzeugt|versendet)
(r(é|e)ponse|message)\W+automatique|merci\W+de\W+ne\W+pas\W+(y\W+)?r(é|e)pondre
(respuesta|mensaje)\W+autom(á|a)tic[ao]|no\W+respond(a|er)\W+a\W+este
(risposta|messaggio)\W+automatic[ao]|non\W+rispondere\W+a\W+quest
(resposta|mensagem)\W+autom(á|a)tica|n(ã|a)o\W+responda\W+a\W+est
automatisch(e)?\W+(antwoord|bericht)|automatiskt?\W+svar|autosvar|automatyczn[ay]\W+(odpowied(ź|z)|wiadomo(ś|s)(ć|c))
# it has got something
(have|has|we)\W+(been\W+)?(received|got|registered)\W+your|your\W+(message|request|e-?mail|mail|enquiry|inquiry|ticket|case)\W+(\w+\W+){0,3}?(has\W+been|was|is)\W+(received|registered|created|opened|assigned|logged)
(was|were|has\W+been|have)\W+(registered|created|opened|logged)\W+(as|a|an|under|with)\W+(\w+\W+){0,3}?(\#|ticket|case|number|request)
thank(s|\W+you)\W+for\W+(contacting|reaching\W+out|getting\W+in\W+touch|writing\W+to\W+(us|our)|your\W+(e-?mail|message|request|enquiry|inquiry))
(ticket|case|request|reference|incident)\W*(number|id|no\b|\#|:)\W*\w*\d
will\W+(get\W+back\W+to\W+you|be\W+with\W+you|answer|reply|respond)\W+(\w+\W+){0,3}?(shortly|soon|as\W+soon|within|in\W+due)
opened\W+a\W+(case|ticket)|track\W+your\W+request
(ihre?|deine?)\W+(nachricht|anfrage|e-?mail|mail)\W+(\w+\W+){0,3}?(eingegangen|erhalten|erfasst)|(vorgangs|ticket|fall|bearbeitungs)-?nummer\W+\w*\d
vielen\W+dank\W+f(ü|ue)r\W+ihre\W+(nachricht|anfrage|e-?mail|mail)|wir\W+(melden\W+uns|k(ü|ue)mmern\W+uns|antworten)\W+(\w+\W+){0,3}?(schnell|bald|k(ü|ue)rze)
(avons|ai)\W+bien\W+re(ç|c)u\W+votre|accus(é|e)\W+de\W+r(é|e)ception|votre\W+(message|demande|courriel)\W+(\w+\W+){0,3}?(enregistr|bien\W+(é|e)t(é|e))|meilleurs\W+d(é|e)lais
hemos\W+recibido\W+su|su\W+(mensaje|consulta|solicitud|correo)\W+(\w+\W+){0,3}?(recibid|registrad)|le\W+responder(á|a|emos)\W+(\w+\W+){0,2}?(breve|pronto)
abbiamo\W+ricevuto\W+(la\W+)?(su|vostr|tu)|(sua|vostra)\W+richiesta\W+(\w+\W+){0,3}?(ricevuta|registrata|presa)|(contatter|risponder)emo\W+(\w+\W+){0,2}?presto
recebemos\W+(a\W+)?(su|voss|tu)a|(seu|vosso)\W+pedido\W+(\w+\W+){0,3}?(recebido|registad|registrad)|n(ú|u)mero\W+do\W+(seu\W+)?pedido
(hebben|heb)\W+(uw|je)\W+(bericht|aanvraag|e-?mail|mail|vraag)\W+(\w+\W+){0,2}?ontvangen|(uw|je)\W+kenmerk\W+is|zo\W+snel\W+mogelijk\W+(contact|antwoord)
# nobody is there
out\W+of\W+(the\W+|my\W+)?office|(currently|am)\W+(away\W+(from|until|till|and\W+will)|on\W+(\w+\W+)?(leave|vacation|holiday))\b(?!\W+and\W+(would|want))
limited\W+access\W+to\W+(my\W+)?e-?mail|(mailbox|account|address|inbox)\W+is\W+(no\W+longer|not)\W+(monitored|read|in\W+use|active)|no\W+longer\W+(work|employed)|(have|has)\W+left\W+the\W+company|unattended\W+mailbox
nicht\W+im\W+(b(ü|ue)ro|hause)|abwesenheit|(bin|ist)\W+(\w+\W+){0,4}?im\W+urlaub|(postfach|adresse)\W+(wird|ist)\W+nicht\W+mehr|wird\W+nicht\W+weitergeleitet
absen(t|te|ce)\W+(du|de)\W+bureau|(suis|est)\W+(\w+\W+){0,2}?(absente?|en\W+(cong(é|e)|vacances))|(bo(î|i)te|adresse)\W+n.est\W+plus
fuera\W+de\W+la\W+oficina|estoy\W+(\w+\W+){0,2}?de\W+vacaciones|(buz(ó|o)n|direcci(ó|o)n)\W+ya\W+no
fuori\W+(sede|ufficio)|sono\W+(\w+\W+){0,2}?in\W+ferie|(casella|indirizzo)\W+non\W+(è|e)\W+pi(ù|u)
fora\W+do\W+escrit(ó|o)rio|estou\W+(\w+\W+){0,2}?de\W+f(é|e)rias|(caixa|endere(ç|c)o)\W+j(á|a)\W+n(ã|a)o
(ben|is)\W+(\w+\W+){0,4}?(afwezig|met\W+vakantie|op\W+vakantie)|afwezigheid|p(å|a)\W+semester|p(å|a)\W+ferie|olen\W+lomalla|na\W+urlopie
# it wants a proof that somebody is no program
(prove|confirm|verify)\W+(that\W+)?you\W+are\W+(a\W+)?(human|real)|to\W+deliver\W+your\W+(message|mail)
"""

_NUMBER = lazy_regex(
    r"[\[(#][^\])]{0,40}?\d{3,}|\b(?:ticket|case|request|incident|ref)\W{0,3}\d{3,}", re.IGNORECASE
)


@cache
def _machine() -> re.Pattern[str]:
    """Compiled for the first answer that is read."""
    return re.compile(
        "|".join(line for line in _SAYINGS.split("\n") if line and not line.startswith("#")),
        re.IGNORECASE | re.MULTILINE,
    )


def reads_like_one(text: str) -> bool:
    """Whether a text says what programs say that answer mail: that it arrived, that nobody is there."""
    return _machine().search(text) is not None


def is_numbered(subject: str, ours: str) -> bool:
    """Whether the subject of an answer has the number of a ticket that the mail which it answers had not."""
    given = {found.casefold() for found in _NUMBER.findall(subject)}
    known = {found.casefold() for found in _NUMBER.findall(ours)}
    return bool(given - known) and read_subject(ours).text.casefold() in subject.casefold()
