import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from bot.mail.origin.authentication import Authentication, Trust, authenticate
from bot.mail.post import Envelope, Mailbox
from tests.parts.posts import a_post
from tests.parts.sentences import said_of

OURS = Trust(authserv_ids=("mx.example.org",))
PASS = "dmarc=pass header.from=example.net"
FAIL = "dmarc=fail header.from=example.net"
RELAY = ("Received", "from a by relay.evil.example with ESMTP; Thu, 05 Mar 2026 09:14:07 +0000")
OUR_HOP = (
    "Received",
    "from out.example.net (out [192.0.2.7]) by mx.example.org (Postfix) with ESMTPS id 4; now",
)


def results(value):
    return ("Authentication-Results", value)


def ours(value):
    return results(f"mx.example.org; {value}")


@pytest.mark.parametrize(
    "found",
    [
        "dmarc=pass header.from=example.net",
        "dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.net",
        "dmarc=pass",
        "dkim=pass header.d=example.net",
        "dkim=pass header.d=mail.example.net",
        "dkim=pass header.i=@example.net header.s=2026 header.b=Ab/c+d=",
        "dkim=fail header.d=other.example; dkim=pass header.d=example.net",
        "spf=pass smtp.mailfrom=Ann@example.net",
        "spf=pass smtp.mailfrom=prvs=4711abcdef=ann@example.net",
        "spf=pass smtp.mailfrom=example.net; dkim=none; dmarc=none header.from=example.net",
        "spf=pass smtp.mailfrom=ann@example.net; dmarc=pass header.from=example.net",
        "spf=pass smtp.mailfrom=bo@example.net; dkim=pass header.d=example.net; dmarc=pass",
    ],
)
def test_an_aligned_result_proves_the_author(found):
    authentication = authenticate(a_post(ours(found)), OURS)

    assert authentication.proven
    assert authentication.author == "ann@example.net"


@pytest.mark.parametrize(
    "found",
    [
        "none",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=example.net.evil.example",
        "dkim=pass header.d=example.net(.evil.example",
        "dkim=pass header.d=example.net(a).evil.example",
        "dkim=pass header.s=2026",
        "dkim=fail header.d=example.net",
        "dkim=policy header.d=example.net",
        "spf=pass smtp.mailfrom=ann@evil.example",
        "spf=pass smtp.mailfrom=bo@example.net",
        "spf=pass smtp.mailfrom=bo@example.net; dmarc=none",
        "spf=pass smtp.mailfrom=bo@example.net; dkim=none; dmarc=pass header.from=example.net",
        "spf=pass smtp.mailfrom=bo@example.net; dkim=pass header.d=evil.example; dmarc=pass",
        "spf=pass smtp.mailfrom=ann@bounces.example.net",
        "spf=pass smtp.mailfrom=ann@example.net@evil.example",
        "spf=pass smtp.helo=example.net",
        "spf=softfail smtp.mailfrom=example.net",
        "dmarc=pass header.from=evil.example",
        "dmarc=fail header.from=example.net; dkim=pass header.d=example.net",
        "dkim=pass header.d=example.net; dmarc=fail header.from=example.net",
        "dmarc=none header.from=example.net",
        "dmarc=bestguesspass header.from=example.net",
        'spf=pass smtp.mailfrom="a; dmarc=pass header.from=example.net"@evil.example',
        "spf=pass (domain of a) dmarc=pass header.from=example.net (@evil.example) ok)",
        "arc=pass header.d=example.net",
        "x-dmarc=pass header.from=example.net",
    ],
)
def test_what_is_not_aligned_or_not_passed_proves_nothing(found):
    authentication = authenticate(a_post(ours(found)), OURS)

    assert not authentication.proven
    assert authentication.author is None


@pytest.mark.parametrize(
    ("case", "trust", "lines", "proven", "ignored"),
    [
        ("ours, topmost", OURS, [ours(PASS)], True, 0),
        ("below our own trace", OURS, [OUR_HOP, ours(PASS)], True, 0),
        ("in another case, with a version", OURS, [results(f"MX.EXAMPLE.Org 1; {PASS}")], True, 0),
        ("ours below another's trace", OURS, [OUR_HOP, RELAY, ours(PASS)], False, 1),
        ("ours twice: the first says none", OURS, [ours("none"), ours(PASS)], False, 1),
        ("ours twice: the first passes", OURS, [ours(PASS), ours("dmarc=fail")], True, 1),
        ("ours, another's trace, a forged one", OURS, [ours(PASS), RELAY, ours("dmarc=fail")], True, 1),
        ("another server's above ours", OURS, [results(f"mx.evil.example; {PASS}"), ours("none")], False, 0),
        ("another server's alone", OURS, [results(f"mx.evil.example; {PASS}")], False, 0),
        ("our name in a comment", OURS, [results(f"(mx.example.org) evil.example; {PASS}")], False, 0),
        ("our name behind another", OURS, [results(f"evil.example mx.example.org; {PASS}")], False, 0),
        ("our name as a prefix", OURS, [results(f"mx.example.org.evil.example; {PASS}")], False, 0),
        ("our name as a suffix", OURS, [results(f"evilmx.example.org; {PASS}")], False, 0),
        ("our name as an encoded word", OURS, [results(f"=?utf-8?q?mx.example.org=3B?= {PASS}")], False, 0),
        ("no name", OURS, [results(PASS)], False, 0),
        ("ARC", OURS, [("ARC-Authentication-Results", f"i=1; mx.example.org; {PASS}")], False, 0),
        ("a look-alike field", OURS, [("X-Authentication-Results", f"mx.example.org; {PASS}")], False, 0),
        ("a quoted name", OURS, [results(f'"mx.example.org"; {PASS}')], True, 0),
        ("nobody is configured", Trust(), [ours(PASS)], False, 0),
        ("an empty name is nobody", Trust(authserv_ids=("",)), [results(f"; {PASS}")], False, 0),
        ("several names", Trust(authserv_ids=("a.example", "mx.example.org")), [ours(PASS)], True, 0),
        ("a wildcard", Trust(authserv_ids=("*.example.org",)), [ours(PASS)], True, 0),
        ("a wildcard, not below it", Trust(authserv_ids=("*.mx.example.org",)), [ours(PASS)], False, 0),
        ("a wildcard stops at the dot", Trust(authserv_ids=("*.ample.org",)), [ours(PASS)], False, 0),
    ],
)  # fmt: skip
def test_only_the_topmost_word_of_our_own_server_is_believed(case, trust, lines, proven, ignored):
    authentication = authenticate(a_post(*lines), trust)

    assert (authentication.proven, authentication.ignored) == (proven, ignored), case


@pytest.mark.parametrize(
    ("hop", "proven"),
    [
        ("from a by imap3.example.org with LMTP id x; now", True),
        ("by 2002:a05:6a10:1:0:0:0:0 with SMTP id x; now", True),
        ("from a by [192.0.2.7] with ESMTP; now", True),
        ("from a by [IPv6:2001:db8::7] with ESMTP; now", True),
        ("from mx.example.org by localhost (mx.example.org [127.0.0.1]) (amavisd-new) with LMTP; now", True),
        ("(qmail 31 invoked by uid 1000); now", True),
        ("from relay.evil.example (HELO by.example) by mx.example.org with SMTP; now", True),
        ("from by by mx.example.org with SMTP; now", True),
        ("from mx.example.org by mx.evil.example with ESMTP; now", False),
        ("from a (by mx.example.org) by mx.evil.example with ESMTP; now", False),
        ("from a by example.org.evil.example with ESMTP; now", False),
        ("by mx.evil.example id 12; now", False),
    ],
)
def test_every_trace_above_must_be_of_a_host_of_ours(hop, proven):
    assert authenticate(a_post(("Received", hop), ours(PASS)), OURS).proven is proven


@pytest.mark.parametrize(
    ("host", "proven"),
    [
        ("gate.hoster.example", True),
        ("a.in.hoster.example", True),
        ("mx.example.org", False),
        ("[192.0.2.7]", False),
    ],
)
def test_hosts_named_in_the_settings_take_the_place_of_the_default(host, proven):
    trust = Trust(
        authserv_ids=("mx.example.org",), trusted_hosts=("gate.hoster.example", "*.in.hoster.example")
    )

    assert (
        authenticate(a_post(("Received", f"from a by {host} with LMTP; now"), ours(PASS)), trust).proven
        is proven
    )


WITHOUT_ID = Trust(authserv_ids=("topmost-without-id",))
HOSTED_HOP = ("Received", "from a by b.prod.hoster.example; now")
HOSTED = (
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=example.net; dkim=pass (signature was verified) "
    "header.d=example.net;dmarc=pass action=none header.from=example.net;compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("case", "lines", "proven"),
    [
        ("alone", [results(HOSTED)], True),
        ("below the server's own trace", [HOSTED_HOP, ("Received", "from c by a.hoster.example; now"),
                                          results(HOSTED)], True),
        ("below another's trace", [HOSTED_HOP, RELAY, results(HOSTED)], False),
        ("the second of two", [results("dmarc=fail header.from=example.net"), results(HOSTED)], False),
        ("with a name", [results(f"mx.evil.example; {PASS}")], False),
        ("below one with a name", [results(f"gateway.example.org; {FAIL}"), results(HOSTED)], False),
        ("below a broken one with a name", [results("gateway.example.org; ("), results(HOSTED)], False),
        ("above one with a name", [results(HOSTED), results(f"mx.evil.example; {FAIL}")], True),
    ],
)  # fmt: skip
def test_a_server_that_writes_no_name_is_believed_at_the_top(case, lines, proven):
    assert authenticate(a_post(*lines), WITHOUT_ID).proven is proven, case


@pytest.mark.parametrize(
    ("path", "proven"), [("ann@example.net", True), ("bo@example.net", False), ("", False), (None, False)]
)
def test_spf_that_names_a_domain_alone_proves_the_reverse_path(path, proven):
    post = a_post(ours("spf=pass smtp.mailfrom=example.net"), envelope=Envelope(reverse_path=path))

    assert authenticate(post, OURS).proven is proven


def test_the_result_words_are_told_even_where_nobody_is_proven():
    found = (
        "spf=SoftFail smtp.mailfrom=a@evil.example; dkim=fail header.d=b; dkim=pass header.d=c; dmarc=fail"
    )

    authentication = authenticate(a_post(ours(found)), OURS)

    assert (authentication.spf, authentication.dkim, authentication.dmarc) == ("softfail", "pass", "fail")


def test_an_internationalised_author_is_compared_by_a_labels():
    ann = Mailbox(name=None, address="ann@bücher.example")

    found = authenticate(a_post(ours("dmarc=pass header.from=xn--bcher-kva.example"), from_=(ann,)), OURS)

    assert found.author == "ann@bücher.example"


BOB = Mailbox(name="Bob", address="bob@example.net")
ANN = Mailbox(name="Ann", address="ann@example.net")


@pytest.mark.parametrize("people", [(), (ANN, BOB), (Mailbox(name="Ann", address=""),)])
def test_without_exactly_one_author_nobody_is_proven(people):
    assert not authenticate(a_post(ours(PASS), from_=people), OURS).proven


def test_each_outcome_has_its_sentence():
    posts = {
        "nobody": (a_post(ours(PASS)), Trust()),
        "nothing": (a_post(), Trust(authserv_ids=("mx.example.org", "topmost-without-id", "*.example.org"))),
        "nothing without id": (a_post(), WITHOUT_ID),
        "below": (a_post(RELAY, ours(PASS)), OURS),
        "malformed": (a_post(ours("dkim=pass (")), OURS),
        "no author": (a_post(ours(PASS), from_=()), OURS),
        "two authors": (a_post(ours(PASS), from_=(ANN, BOB)), OURS),
        "no domain": (a_post(ours(PASS), from_=(Mailbox(name=None, address="ann"),)), OURS),
        "dmarc": (a_post(ours(PASS)), OURS),
        "dkim": (a_post(ours("dkim=pass header.d=example.net")), OURS),
        "spf": (a_post(results("spf=pass smtp.mailfrom=example.net")), WITHOUT_ID),
        "a neighbour": (a_post(ours("spf=pass smtp.mailfrom=bo@example.net")), OURS),
        "failed": (a_post(ours("dmarc=fail")), OURS),
        "none": (a_post(ours("none")), OURS),
    }

    said = {case: authenticate(*each).why for case, each in posts.items()}
    assert said_of(said) == snapshot("""\
nobody
    No server is named whose Authentication-Results are believed (authserv_id), so no author is
    proven.
nothing
    The post carries no Authentication-Results of mx.example.org or *.example.org, so no author is
    proven.
nothing without id
    The post carries no Authentication-Results of your mail server, so no author is proven.
below
    The post carries Authentication-Results in the name of mx.example.org, but below the trace of
    relay.evil.example, which is none of your hosts (trusted_hosts names them): they are not
    believed.
malformed
    The Authentication-Results of mx.example.org is malformed, so no author is proven.
no author
    The post names no author in From, so none is proven.
two authors
    The post names 2 authors in From, so none is proven.
no domain
    The address in From has no usable domain, so its author cannot be proven.
dmarc
    mx.example.org confirmed that the post comes from example.net, by DMARC.
dkim
    mx.example.org confirmed that the post comes from example.net, by its DKIM signature.
spf
    Your mail server confirmed that the post comes from example.net, by SPF.
a neighbour
    mx.example.org confirmed by SPF alone that the post comes from example.net, and by another
    address there than the author's: that proves no author.
failed
    mx.example.org found that the post does not come from example.net (DMARC failed).
none
    mx.example.org found no valid signature or sender record for example.net.
""")


@given(
    st.lists(
        st.tuples(st.sampled_from(["Received", "Authentication-Results"]), st.text(max_size=80)), max_size=4
    )
)
def test_no_header_makes_it_fail_or_proves_an_author_by_chance(lines):
    assert not authenticate(a_post(*lines), OURS).proven


def test_without_settings_nobody_is_believed():
    assert authenticate(a_post(ours(PASS)), Trust()) == Authentication()
