"""Parameters of MIME fields, RFC 2231 included."""

import pytest

from bot.mail.format.charset import Decoder
from bot.mail.format.limits import Defects, LimitPassed
from bot.mail.format.parameters import file_name, read_labelled


def parameters(text: str) -> dict[str, str]:
    defects = Defects()
    return dict(read_labelled(text, Decoder(defects), defects).parameters)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("text/plain", {}),
        ("text/plain; charset=utf-8; Format=flowed", {"charset": "utf-8", "format": "flowed"}),
        ('text/plain;charset="utf-8" ; x = y', {"charset": "utf-8", "x": "y"}),
        (r'a/b; name="say \"tea\".txt"', {"name": 'say "tea".txt'}),
        ('a/b; name="never ends', {"name": "never ends"}),
        ("a/b; name=with blanks.txt; x=y", {"name": "with blanks.txt", "x": "y"}),
        ("a/b; name=first; name=second", {"name": "first"}),
        ("a/b; ;; x=y;", {"x": "y"}),
        ('a/b; name="=?utf-8?q?F=C3=A4hre.png?="', {"name": "Fähre.png"}),
        ("a/b; filename*=utf-8''F%C3%A4hre.png", {"filename": "Fähre.png"}),
        ("a/b; filename=plain.png; filename*=utf-8''F%C3%A4hre.png", {"filename": "Fähre.png"}),
        ("a/b; filename*0=abc; filename*1=def.txt", {"filename": "abcdef.txt"}),
        ("a/b; filename*1=def.txt; filename*0=abc", {"filename": "abcdef.txt"}),
        ("a/b; filename*0*=utf-8'de'%e2%82; filename*1*=%ac; filename*2=\".txt\"", {"filename": "€.txt"}),
        ("a/b; filename*=iso-8859-1''Gr%FC%DFe", {"filename": "Grüße"}),
        ("a/b; filename*=utf-8''a%0d%0aBcc:x", {"filename": "a  Bcc:x"}),
        ("a/b; filename*=x-martian''%41", {"filename": "A"}),
        ("a/b; filename*=nonsense", {"filename": "nonsense"}),
        ("a/b; *=x; **=y; =z; a*x=1", {}),
    ],
)  # fmt: skip
def test_parameters_are_read(written, meant):
    assert {
        name: value for name, value in parameters(written).items() if name.strip("*") and "*" not in name
    } == meant


def test_100_parameters_are_read_and_101_are_a_limit():
    assert len(parameters("a/b" + "".join(f"; p{n}=x" for n in range(100)))) == 100
    with pytest.raises(LimitPassed, match="more than 100 parameters"):
        parameters("a/b" + "".join(f"; p*{n}=x" for n in range(101)))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a.txt", "a.txt"), ("../../etc/passwd", "passwd"), ("C:\\x\\CON", "CON"), ("a\0b", "ab"), ("C:plan.exe", "plan.exe"), ("Re: minutes 10:30.pdf", "Re: minutes 10:30.pdf"), ("plan.exe:x.txt", "plan.exe:x.txt"), ("..", None), ("/", None), ("", None),
     (None, None), ("x" * 5_000, "x" * 200), ("inv\u202egnp.exe", "invgnp.exe"), ("a/b\nc", "b c")],
)  # fmt: skip
def test_a_file_name_has_no_folders_and_no_controls(given, kept):
    assert file_name(given) == kept
