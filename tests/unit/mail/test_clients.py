"""What the clients of the world write above a quotation and above a forward, in the words of each."""

import pytest

from bot.mail.divide import Division, divide
from bot.mail.post import PostKind, ZoneKind
from bot.mail.text.subject import read_subject
from bot.mail.text.text_of_post import Text
from tests.parts.margins import ANN

ATTRIBUTIONS = """\
On 3/3/26, 9:15 AM, "Salon on behalf of Dora Example" <salon-bounces@lists.example.org on behalf of salon@lists.example.org> wrote:
El 3/3/26 a las 9:15, Dora Ejemplo escribió:
Il giorno 3 mar 2026, alle ore 09:15, Dora Esempio <dora@example.org> ha scritto:
Op 3 mrt. 2026, om 09:15 heeft Dora Voorbeeld <dora@example.org> het volgende geschreven:
W dniu wt., 3.03.2026 o 09:15 Dora Przykład <dora@example.org> napisał(a):
Dne út 3. 3. 2026 9:15 uživatel Dora Příklad <dora@example.org> napsal:
2026-03-03 9:15 GMT+01:00 Dora Example <dora@example.org>:
Dora Példa <dora@example.org> ezt írta (időpont: 2026. márc. 3., K, 9:15):
On Tuesday, March 3, 2026, 9:15 AM, Dora Example <dora@example.org> wrote:
Dora Örnek <dora@example.org>, 3 Mar 2026 Sal, 09:15 tarihinde şunu yazdı:
3 марта 2026 г., в 09:15, Дора Пример <dora@example.org> написал(а):
Вторник, 3 марта 2026, 9:15 +03:00 от Дора Пример <dora@example.org>:
03.03.2026, 09:15, "Дора Пример" <dora@example.org>:
Quoting Dora Example <dora@example.org>:
Zitat von Dora Beispiel <dora@example.org>:
* Dora Example <dora@example.org> [260303 09:15]:
* Dora Example <dora@example.org> [2026-03-03 09:15]:
On 03/03/2026 09:15, Dora Example via Salon wrote:
Dora Example said:
Dora Example <dora@example.org> said:
At 09:15 AM 3/3/2026, Dora Example wrote:
At 09:15 03/03/2026 +0100, you wrote:
Dora Example <dora@example.org> hat am 03.03.2026 09:15 CET geschrieben:
Em ter., 3 de mar. de 2026 09:15, Dora Exemplo <dora@example.org> escreveu:
在 2026-03-03 09:15:00，"多拉" <dora@example.org> 写道：
在2026年03月03日 09:15，多拉 写道：
2026/03/03 9:15、Dora <dora@example.org>のメール:
On 2026/03/03 9:15, Dora Example wrote:
On 3 Mar 2026 at 9:15, Dora Example wrote:
Dora Example wrote on 3/3/26 9:15 AM:
Dora Example wrote on 03/03/2026 09:15:00 AM:
Dora Example schrieb am 03.03.2026 um 09:15:
Dora Example <dora@example.org> schrieb am Di., 3. März 2026, 09:15:
Le mardi 3 mars 2026 à 09:15 +0100, Dora Exemple a écrit :
Dora Exemple <dora@example.org> a écrit :
Selon Dora Exemple <dora@example.org>:
Den tir. 3. mar. 2026 kl. 09.15 skrev Dora Eksempel <dora@example.org>:
Den 3 mars 2026 09:15:00 CET, skrev Dora Exempel <dora@example.org>:
ti 3. maalisk. 2026 klo 9.15 Dora Esimerkki (dora@example.org) kirjoitti:
On Tue, 03 Mar 2026 09:15:00 +0100, Dora Example <dora@example.org> wrote:
In article <1234@example.org>, Dora Example <dora@example.org> wrote:
In message <1234@example.org>, Dora Example writes:
Dora Example <dora@example.org> writes:
Στις Τρί 3 Μαρ 2026 στις 9:15 π.μ., ο/η Dora <dora@example.org> έγραψε:
Pe mar., 3 mar. 2026 la 09:15, Dora Exemplu <dora@example.org> a scris:
На вт, 3.03.2026 г. в 9:15 Дора <dora@example.org> написа:
Dana uto, 3. ožu 2026. u 09:15 Dora Primjer <dora@example.org> napisao je:
V V tor., 3. mar. 2026 ob 09:15 je oseba Dora Primer <dora@example.org> napisala:
El dt., 3 de març 2026, 9:15, Dora Exemple <dora@example.org> va escriure:
Vào Th 3, 3 thg 3, 2026 vào lúc 09:15 Dora <dora@example.org> đã viết:
Pada Sel, 3 Mar 2026 pukul 09.15 Dora Contoh <dora@example.org> menulis:
\u202bבתאריך יום ג׳, 3 במרץ 2026 ב-9:15 מאת \u202aDora\u202c\u200f <\u202adora@example.org\u202c\u200f>:\u202c
في الثلاثاء، 3 مارس 2026 في 9:15 ص تمت كتابة ما يلي بواسطة Dora <dora@example.org>:
2026년 3월 3일 화요일, Dora <dora@example.org>님이 작성:
Dora Example via Salon <salon@lists.example.org> wrote:
[Dora Example <dora@example.org>] wrote:
(2026/03/03 9:15), Dora Example wrote:
On Tue, 3 Mar 2026 09:15:00 +0100¶Dora Example <dora@example.org> wrote:
On Tue, Mar 3, 2026 at 9:15 AM Dora Example via Salon <¶salon@lists.example.org> wrote:
"""
PROSE = """\
On Monday at 10:30 the mayor wrote:
On March 3 at 10:30 I wrote to clara@example.net:
I wrote to clara@example.net:
The mayor wrote on 3 March 2026:
The mayor wrote on 3/3/2026 at 9:15:
Am Montag um 10:30 Uhr schrieb die Bürgermeisterin:
Lundi à 10h30, Madame le maire a écrit :
This is what clara@example.net said to me on Monday, 2 March:
"""
FORWARDS = """\
------------------ Original ------------------
From: "Dora"<dora@example.org>;
Date: Tue, Mar 3, 2026 09:15 AM
To: "ann"<ann@example.com>;
Subject: The bridge
%
---Original---
From: "Dora"<dora@example.org>
Date: Tue, Mar 3, 2026 09:15 AM
To: "ann"<ann@example.com>;
Subject: The bridge
%
From: Salon <salon-bounces@lists.example.org> On Behalf Of Dora Example via Salon
Sent: Tuesday, March 3, 2026 9:15 AM
To: ann@example.com
Subject: The bridge
%
----- Weitergeleitet von Ann Example/Org am 03.03.2026 10:00 -----

Von:        "Dora Example" <dora@example.org>
An:         ann@example.com
Datum:      03.03.2026 09:15
Betreff:    The bridge
%
----- Transféré par Ann Example/Org le 03/03/2026 10:00 -----

De :	Dora Example <dora@example.org>
A :	ann@example.com
Date :	03/03/2026 09:15
Objet :	The bridge
%
From: dora@example.org
To: ann@example.com
Subject: The bridge
Date: Tue, 3 Mar 2026 09:15:00 +0000
%
--- Forwarded message ---
From: dora@example.org
Date: Tue, 3 Mar 2026 09:15:00 +0000
To: ann@example.com
Subject: The bridge
%
---------- Message transféré ---------
De : Dora Example <dora@example.org>
Date: mar. 3 mars 2026 à 09:15
Subject: The bridge
To: ann@example.com
%
---------- Mesaj redirecționat ----------
De la: Dora Example <dora@example.org>
Data: mar., 3 mar. 2026, 09:15
Subiect: The bridge
Către: ann@example.com
%
-------- Forwarded Message --------
Subject:	The bridge
Resent-Date:	Tue, 3 Mar 2026 09:16:00 +0100
Resent-From:	salon@lists.example.org
Date:	Tue, 3 Mar 2026 09:15:00 +0100
From:	Dora Example <dora@example.org>
Reply-To:	salon@lists.example.org
To:	ann@example.com
%
* From: * Dora Example <dora@example.org>
* Sent: * Tuesday, March 3, 2026 9:15 AM
* To: * ann@example.com
* Subject: * The bridge
%
**From:** Dora Example <dora@example.org>
**Sent:** Tuesday, March 3, 2026 9:15 AM
**To:** ann@example.com
**Subject:** The bridge
%
_____________________________________________
From: Dora Example [mailto:dora@example.org]
Sent: Tuesday, March 3, 2026 9:15 AM
To: 'ann@example.com'
Subject: The bridge
%
-----Messaggio originale-----
Da: Dora Example <dora@example.org>
Inviato: martedì 3 marzo 2026 09:15
A: ann@example.com
Oggetto: The bridge
%
-----Původní zpráva-----
Od: Dora Example <dora@example.org>
Odesláno: úterý 3. března 2026 9:15
Komu: ann@example.com
Předmět: The bridge
%
[Forwarded message]
From: Dora Example <dora@example.org>
Date: March 3, 2026
Subject: The bridge
"""


def divided(text: str, subject: str, *, reply: bool) -> Division:
    return divide(Text(text=text), subject=read_subject(subject), author=ANN, reply=reply)


def words_of(division: Division, kind: ZoneKind) -> list[str]:
    return " ".join(zone.text for zone in division.zones if zone.kind is kind).split()


@pytest.mark.parametrize("mark", ["> ", ">"])
@pytest.mark.parametrize("between", ["", "\n"])
@pytest.mark.parametrize("line", ATTRIBUTIONS.splitlines())
def test_the_line_above_a_quotation_is_nobodys_own(line, between, mark):
    line = line.replace("¶", "\n")
    text = f"Yes.\n\n{line}\n{between}{mark}Is it open?\n{mark}Dora\n\nNo.\n"

    division = divided(text, "Re: [Salon] The bridge", reply=True)

    assert words_of(division, ZoneKind.OWN) == ["Yes.", "No."]


@pytest.mark.parametrize("line", PROSE.splitlines())
def test_who_tells_of_a_letter_keeps_what_stands_below(line):
    text = f"Yes.\n\n{line}\n\nIt is open.\n\nI do not believe it.\n"

    division = divided(text, "Re: [Salon] The bridge", reply=True)

    assert [zone.kind for zone in division.zones] == [ZoneKind.OWN]


@pytest.mark.parametrize("subject", ["[Salon] Fwd: The bridge", "[Salon] The bridge", "The bridge"])
@pytest.mark.parametrize("header", FORWARDS.strip("\n").split("\n%\n"))
def test_header_lines_of_any_client_begin_a_forward(header, subject):
    text = f"Look at this.\n\n{header}\n\nThe bridge stays closed.\n"

    division = divided(text, subject, reply=False)

    assert division.kind is PostKind.FORWARD
    assert words_of(division, ZoneKind.OWN) == ["Look", "at", "this."]
    assert [(forward.subject, forward.body) for forward in division.forwards] == [
        ("The bridge", "The bridge stays closed.")
    ]
    assert division.forwards[0].sender is not None
    assert division.forwards[0].date
