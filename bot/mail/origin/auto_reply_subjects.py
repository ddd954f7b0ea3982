"""How the subjects of vacation answers, bounces and challenges begin, in many languages."""

import re

from bot.lazy_regex import lazy_regex

ABSENT = """
# English
auto: | auto reply | auto-reply | autoreply | auto response | auto-response | autoresponse
automatic reply | automatic response | automated reply | automated response | autoresponder
out of office | out-of-office | out of the office | ooo: | on vacation | i am on vacation
i'm on vacation | i am on holiday | i'm on holiday | on holiday | on leave | annual leave
maternity leave | parental leave | i am away | i'm away | away from my mail | away from the office
away from office | away message | i am out of | i'm out of | currently out of | currently away
not in the office | thank you for your message | thank you for your email | thank you for contacting
thanks for your email | we have received your | we received your | your message has been received
acknowledgement of receipt
# German
automatische antwort | automatische rückmeldung | autom. antwort | abwesenheitsnotiz
abwesenheitsmeldung | nicht im büro | nicht im haus | im urlaub | ich bin im urlaub | außer haus
ausser haus | eingangsbestätigung
# French
réponse automatique | reponse automatique | réponse d'absence | message d'absence | message automatique
absence du bureau | absence de bureau | absent du bureau | absente du bureau | absent jusqu
absente jusqu | en congé | en vacances | je suis absent | hors du bureau | accusé de réception
# Spanish
respuesta automática | respuesta automatica | fuera de la oficina | fuera de oficina
ausente de la oficina | de vacaciones | estoy de vacaciones | acuse de recibo
# Italian
risposta automatica | fuori sede | fuori ufficio | in ferie | sono in ferie
# Portuguese
resposta automática | resposta automatica | fora do escritório | fora do escritorio
ausente do escritório | em férias | de férias | estou de férias
# Dutch
automatisch antwoord | automatische reactie | niet aanwezig | niet op kantoor | met vakantie
op vakantie
# Swedish, Danish, Norwegian
autosvar | automatiskt svar | automatisk svar | ikke til stede | ikke på kontoret | på semester
på ferie
# Finnish
automaattinen vastaus | olen lomalla | en ole paikalla
# Polish
automatyczna odpowiedź | automatyczna odpowiedz | odpowiedź automatyczna | autoodpowiedź | poza biurem
jestem na urlopie
# Czech, Slovak
automatická odpověď | automatická odpoveď | automaticka odpoved | mimo kancelář | nejsem v kanceláři
mimo kancelárie
# Hungarian
automatikus válasz | házon kívül | irodán kívül | szabadságon vagyok
# Romanian
răspuns automat | raspuns automat | absent din birou | în concediu
# Russian, Ukrainian
автоматический ответ | автоответ | автоответчик | нет на месте | вне офиса | в отпуске
автоматична відповідь | автовідповідь | у відпустці
# Greek
αυτόματη απάντηση | εκτός γραφείου
# Turkish
otomatik yanıt | otomatik cevap | ofis dışında | ofis dışındayım | izindeyim
# Hebrew, Arabic
תשובה אוטומטית | מחוץ למשרד | رد تلقائي | خارج المكتب
# Chinese, Japanese, Korean
自动回复 | 自動回覆 | 自动答复 | 不在办公室 | 自動返信 | 自動応答 | 不在通知 | 不在のお知らせ | 自动应答
자동 회신 | 자동 응답 | 부재중 | 부재 중
"""

ABSENT_ALONE = """
vacation | holiday | holidays | absence | absent | away | abwesenheit | abwesend | urlaub | ferien
absente | congés | vacances | ausencia | ausente | vacaciones | assente | assenza | ferie | ausência
férias | afwezig | afwezigheid | vakantie | frånvaro | frånvarande | semester | fravær | fraværende
poissa | poissaolo | lomalla | nieobecność | urlop | nepřítomnost | dovolená | szabadság | concediu
отпуск | отсутствие | відпустка | απουσία | izin | tatil | 外出 | 不在 | 休暇 | 休假 | 휴가
"""
"""Words that a person's subject may begin with too: a colon, a dash, a date or nothing follows them."""

UNDELIVERED = """
undeliver | undelivered mail returned | undeliverable | mail delivery fail | mail delivery system
mail system error | mail error | delivery status notif | delivery fail | delivery notif | delivery report
delivery has failed | delivery problem | failed delivery | failure notice | failure delivery
returned mail | returned to sender | mail returned | message delivery | message undeliver
could not be delivered | non remis | nicht zustellbar | unzustellbar | unzustellbarkeits
fehlermeldung bei der | mail could not be | your message could not | your message to
your message was not | warning: could not send | could not send message | rejected mail | non-delivery
nondeliverable | non delivery | permanent delivery failure | delayed mail | delayed message
delivery delayed | message delayed | no se puede entregar | échec de la remise | mancato recapito
onbestelbaar | 配信不能 | 投递失败 | 退信 | 系统退信 | メールエラー
"""

CHALLENGED = """
please confirm your message | please confirm your email | please verify your message
please verify your email | verify your email | confirm your message | your message is awaiting
your message awaits | verification required | sender verification | email verification | boxbe
your mail to | action required to deliver | message held:
"""


def _any(phrases: str) -> str:
    """A pattern of the phrases of a text: they stand between bars and line ends; "#" begins a remark."""
    found = (phrase.strip() for phrase in re.split(r"\||\n(?:#.*\n)?", phrases))
    return "(?:" + "|".join(re.escape(phrase) for phrase in found if phrase) + ")"


ABSENCE = lazy_regex(rf"{_any(ABSENT)}|{_any(ABSENT_ALONE)}\s*(?:$|[:!(–—-]|\d)", re.IGNORECASE)
BOUNCE = lazy_regex(_any(UNDELIVERED), re.IGNORECASE)
CHALLENGE = lazy_regex(_any(CHALLENGED), re.IGNORECASE)
