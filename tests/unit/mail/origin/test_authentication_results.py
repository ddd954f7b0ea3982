import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.origin.authentication_results import AuthenticationResults, Result, parse_results
from tests.parts.yardstick import cost


def test_a_field_with_comments_folding_and_properties_is_read():
    found = parse_results(
        "mx.example.org 1; spf=pass (mx.example.org: domain of ann@example.net; ok)\r\n\t"
        "smtp.mailfrom=ann@example.net smtp.helo=out.example.net;\r\n\t"
        'dkim=pass reason="good (2048; key)" header.d=example.net header.b="ab/c=" ; none ;'
    )

    assert found == AuthenticationResults(
        authserv_id="mx.example.org",
        results=(
            Result(
                method="spf",
                result="pass",
                properties={"smtp.mailfrom": "ann@example.net", "smtp.helo": "out.example.net"},
            ),
            Result(
                method="dkim",
                result="pass",
                properties={
                    "reason": "good (2048; key)",
                    "header.d": "example.net",
                    "header.b": "ab/c=",
                },
            ),
        ),
    )


@pytest.mark.parametrize(
    ("field", "authserv_id"),
    [
        ("mx.example.org; none", "mx.example.org"),
        ("MX.Example.ORG; none", "mx.example.org"),
        ("mx.example.org 1; none", "mx.example.org"),
        ("mx.example.org (a (nested) comment) 1 ; none", "mx.example.org"),
        ('"mx.example.org"; none', "mx.example.org"),
        ('"a;b \\"c\\""; none', 'a;b "c"'),
        ("(mx.example.org) mail.example.net; none", "mail.example.net"),
        ("(mx.example.org); none", ""),
        ("mx.example.org", "mx.example.org"),
        ("mx.example.org mail.example.net; none", ""),
        ("; none", ""),
        ("", ""),
        ("spf=pass smtp.mailfrom=example.net; dkim=none", None),
        ("(comment) dmarc = pass (p=none) header.from=example.net", None),
    ],
)
def test_the_server_that_speaks_is_known(field, authserv_id):
    assert parse_results(field).authserv_id == authserv_id


@pytest.mark.parametrize(
    "segment",
    [
        "dkim=pass header.d=example.net",
        "DKIM=Pass Header.D=example.net",
        "dkim/1 = pass (good) header . d = example.net",
        "dkim=pass(good)header.d=example.net",
        'dkim=pass header.d="example.net"',
        "dkim=pass action=none header.d=example.net (c)",
    ],
)
def test_forms_that_mean_the_same_are_read_the_same(segment):
    (result,) = parse_results(f"mx; {segment}").results

    assert (result.method, result.result, result.properties["header.d"]) == ("dkim", "pass", "example.net")


def test_an_empty_value_does_not_swallow_the_next_property():
    (result,) = parse_results("mx; spf=none smtp.mailfrom= smtp.helo=out.example.net").results

    assert result.properties == {"smtp.mailfrom": "", "smtp.helo": "out.example.net"}


@pytest.mark.parametrize(
    "segment",
    [
        "dkim=pass header.d=example.net(a).evil.example",
        "dkim=pass header.d=evil.example header.d=example.net",
        'dkim=pass header.d=example.net"x".evil.example',
        "dkim=pass header.d=evil.example example.net",
        "dkim = pass = header.d=example.net",
    ],
)
def test_a_pass_whose_properties_are_ambiguous_is_left_out(segment):
    assert parse_results(f"mx; {segment}; spf=none").results == (Result(method="spf", result="none"),)


def test_a_failure_counts_however_odd_its_properties_are():
    (result,) = parse_results("mx; dmarc=fail header.from=a header.from=b").results

    assert result == Result(method="dmarc", result="fail")


def test_text_in_a_quoted_local_part_makes_no_result():
    field = 'mx; spf=pass smtp.mailfrom="a; dmarc=pass header.from=example.net"@evil.example'
    (result,) = parse_results(field).results

    assert result.method == "spf"
    assert result.properties["smtp.mailfrom"].endswith("@evil.example")


@pytest.mark.parametrize(
    "rest",
    [
        "dkim=pass header.d=example.net(.evil.example",
        'dkim=pass header.d="example.net',
        "spf=pass (domain of a) dmarc=pass header.from=example.net (@evil.example) designates)",
        "dkim=pass header.d=example\\.net",
        "dkim=pass (" + "a" * 40_000 + ")",
        "dkim=none;" * 101,
    ],
)
def test_a_field_that_cannot_be_divided_surely_has_no_results_and_keeps_its_server(rest):
    found = parse_results(f"mx.example.org; {rest}")

    assert found == AuthenticationResults(authserv_id="mx.example.org", results=(), well_formed=False)


ODD = st.text(alphabet='mx.; =()"\\/@apds\t\r\n1é\udc80\x00', max_size=200)


@given(ODD | st.text(max_size=300))
def test_no_text_makes_the_reader_fail(text):
    found = parse_results(text)

    assert found.well_formed or not found.results
    assert all(result.method == result.method.lower() for result in found.results)


WORD = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9]", fullmatch=True)
NAME = st.sampled_from(["header.d", "header.i", "smtp.mailfrom", "header.from", "policy.x"])
VALUE = st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), max_size=30)


@given(st.lists(st.tuples(WORD, WORD, st.dictionaries(NAME, VALUE, max_size=4)), max_size=5))
def test_what_a_careful_server_writes_is_read_back(results):
    field = "mx.example.org" + "".join(f"; {_written(*each)}" for each in results)

    found = parse_results(field)

    assert [(it.method, it.result, dict(it.properties)) for it in found.results] == results


def _written(method, result, properties):
    quoted = {name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in properties.items()}
    return " ".join([f"{method}={result} (c;d)", *(f'{name}="{value}"' for name, value in quoted.items())])


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 30_000,
        '"\\' * 16_000,
        "a=" * 16_000,
        "mx;" + " " * 32_000,
        "mx;a=pass " + "a.b=c " * 5_000,
        "()" * 15_000,
    ],
)
def test_hostile_fields_cost_next_to_nothing(bomb):
    assert cost(lambda: parse_results(bomb)) < 50
