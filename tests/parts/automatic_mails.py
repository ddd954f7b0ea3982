"""Automatic mails as programs of many makers write them, by chance and seeded: with marks, by subject, or by text alone."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.parts.post_office import quoted
from tests.parts.salon import Sent, post

MARKED: Mapping[str, str] = {
    "sieve": "Auto-Submitted: auto-replied (vacation)",
    "exchange": "Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: {person}\nX-Auto-Response-Suppress: All",
    "gmail": "Precedence: bulk\nX-Autoreply: yes\nAuto-Submitted: auto-replied",
    "procmail": "Precedence: junk\nX-Loop: {person}",
    "otrs": "X-Powered-By: OTRS\nPrecedence: bulk\nX-Loop: yes\nAuto-Submitted: auto-replied",
    "request tracker": "X-RT-Loop-Prevention: example\nRT-Ticket: example #{number}\nAuto-Submitted: auto-replied",
    "jira": "X-JIRA-FingerPrint: {number}\nAuto-Submitted: auto-generated",
    "zendesk": "X-Zendesk-From-Account-Id: {number}\nAuto-Submitted: auto-generated",
    "notes": "X-AutoReply-From: {person}\nX-MIMETrack: Serialize by Router",
    "cpanel": "X-Autorespond: {person}\nX-Loop: {person}",
    "gmx": "Auto-Submitted: auto-replied\nX-UI-Message-Type: autoresponder",
    "qmail": "Precedence: bulk\nX-Mail-Autoreply: yes",
    "cron": "Auto-Submitted: auto-generated\nX-Cron-Env: <SHELL=/bin/sh>",
}
"""Header lines by which a program says what it is."""

SUBJECTS: Sequence[str] = (
    "Automatic reply: {subject}",
    "Out of Office: {subject}",
    "Auto: {subject}",
    "Abwesenheitsnotiz: {subject}",
    "Automatische Antwort: {subject}",
    "Réponse automatique : {subject}",
    "Absence du bureau : {subject}",
    "Respuesta automática: {subject}",
    "Fuera de la oficina: {subject}",
    "Risposta automatica: {subject}",
    "Automatisch antwoord: {subject}",
    "Resposta automática: {subject}",
    "Autosvar: {subject}",
    "Odpowiedź automatyczna: {subject}",
    "Автоответ: {subject}",
    "自動返信: {subject}",
    "Undeliverable: {subject}",
    "Mail delivery failed: returning message to sender",
    "Delivery Status Notification (Failure)",
    "Please confirm your message to us",
    "I am on holiday (was: {subject})",
)
"""Subjects by which a program is known that has no marks."""

TEXTS: Sequence[str] = (
    "Thank you for your email. I am out of the office until Monday with limited access to email.",
    "I am currently on annual leave and will be back on 2 February. For urgent matters please contact my colleague.",
    "Hello,\n\nthis is an automatic reply. We have received your message and will answer within two working days.",
    "Your request has been received and a ticket with number {number} was created. Please keep the number in the subject.",
    "Dear customer,\n\nthank you for contacting our support. Your case {number} has been assigned to an agent.",
    "This mailbox is no longer monitored. Please use the form on our web site instead.",
    "I no longer work here. Please write to office@example.com.",
    "Please do not reply to this message; it was sent by an unattended mailbox.",
    "Ihre Nachricht ist bei uns eingegangen. Wir kümmern uns so schnell wie möglich darum. Vorgangsnummer: {number}",
    "Ich bin bis zum 2. Februar nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und antworte nach meiner Rückkehr.",
    "Dieses Postfach wird nicht mehr gelesen. Bitte wenden Sie sich an die Zentrale.",
    "Bonjour,\n\nje suis absente du bureau jusqu'au 2 février. En cas d'urgence, contactez l'accueil.",
    "Nous avons bien reçu votre message et vous répondrons dans les meilleurs délais. Référence : {number}",
    "Ceci est un message automatique, merci de ne pas y répondre.",
    "Estoy de vacaciones hasta el 2 de febrero. Responderé a su correo a mi regreso.",
    "Hemos recibido su consulta con el número {number}. Un agente le responderá en breve.",
    "Sono fuori ufficio fino al 2 febbraio e risponderò al mio rientro.",
    "Abbiamo ricevuto la sua richiesta, numero {number}. La contatteremo al più presto.",
    "Ik ben tot 2 februari afwezig en lees mijn mail niet. Bij spoed kunt u met de receptie bellen.",
    "Wij hebben uw bericht ontvangen en nemen zo snel mogelijk contact met u op. Uw kenmerk is {number}.",
    "Estou de férias até 2 de fevereiro e responderei quando voltar.",
    "Recebemos a sua mensagem. O número do seu pedido é {number}.",
    "Jag är på semester till den 2 februari och läser inte min e-post.",
    "Dziękuję za wiadomość. Jestem na urlopie do 2 lutego.",
    "We got your mail! Our team is on it. Track your request here: https://help.example.com/r/{number}",
    "Hi there! Thanks for reaching out to Harbour Tools. A member of our team will get back to you shortly.",
    "To deliver your message, please click the link below and prove that you are a human: https://c.example/{number}",
)
"""What programs say; the number is each time another one."""

_STATUS = "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; x@example.net\nAction: failed\nStatus: 5.1.1\n"
_DISPLAYED = "Final-Recipient: rfc822; x@example.net\nDisposition: automatic-action/MDN-sent-automatically; displayed\n"
REPORTS = (
    ("delivery-status", _STATUS),
    ("disposition-notification", _DISPLAYED),
    ("feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n"),
)


@dataclass(frozen=True, kw_only=True)
class Automatic:
    """
    One automatic mail.

    ``answers``: it answers a return that its sender got. ``how`` it can be known:
    marks, report, subject, ticket (a number put before our subject), text.
    """

    number: int
    how: str
    text: str
    answers: bool
    mark: str = ""
    subject: str = "Re: {subject}"
    quotes: bool = False

    @property
    def person(self) -> str:
        """Who seems to have written it; of the domain that is proven."""
        return f"machine{self.number}@example.net"

    def mail(self, notice: Sent | None) -> bytes:
        """Its octets as the list's server would have put them into the inbox."""
        about = str(notice.message["Subject"]) if notice else f"Tides {self.number}"
        said = self.text.replace("{number}", str(48_000 + self.number))
        if self.quotes and notice:
            body = notice.message.get_body(("plain",))
            said += f"\n\n{quoted(body.get_content())}" if body else ""
        extra = self.mark.format(person=self.person, number=self.number)
        if notice:
            extra = f"In-Reply-To: {notice.message['Message-ID']}\n{extra}".strip()
        raw = post(
            said,
            subject=self.subject.replace("{subject}", about).replace("{number}", str(48_000 + self.number)),
            from_=f"M {self.number} <{self.person}>",
            message_id=f"machine.{self.number}@example.net",
            extra=extra,
        )
        if self.how == "report":
            kind = self.mark.partition("\n")[0]
            raw = _report(raw, kind)
        return raw.replace(b"\n", b"\r\n")

    def __str__(self) -> str:
        return f"{self.how} {self.mark.partition(chr(10))[0]!r} {self.subject!r} {self.text[:60]!r}"


def _report(raw: bytes, kind: str) -> bytes:
    part = dict(REPORTS)[kind]
    head, _, text = raw.partition(b"\n\n")
    head = head.replace(
        b"Content-Type: text/plain; charset=utf-8",
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"'.encode(),
    ).replace(f"\n{kind}\n".encode(), b"\n")
    return head + (
        b"\n\n--b\n\n" + text + b"\n--b\nContent-Type: message/" + kind.encode() + b"\n\n" + part.encode() + b"\n--b--\n"
    )  # fmt: skip


def generated(chance: random.Random, count: int) -> Iterator[Automatic]:
    """So many, half of them answers to a return; what comes by itself has a mark, a subject, or is a report."""
    for number in range(count):
        answers = number % 2 == 0
        ways = ("marks", "subject", "report", "ticket", "text") if answers else ("marks", "subject", "report")
        how = ways[number // 2 % len(ways)]
        given = {"mark": "", "subject": "Re: {subject}"}
        match how:
            case "marks":
                given["mark"] = chance.choice(list(MARKED.values()))
            case "subject":
                given["subject"] = chance.choice(SUBJECTS)
            case "report":
                given["mark"] = chance.choice(REPORTS)[0]
            case "ticket":
                tag = chance.choice(
                    ("[#{number}] ", "[Ticket#{number}] ", "(Case {number}) ", "Request {number}: ")
                )
                given["subject"] = tag + "Re: {subject}"
        yield Automatic(
            number=number,
            how=how,
            text=chance.choice(TEXTS),
            answers=answers,
            quotes=chance.random() < 0.5,
            **given,
        )
