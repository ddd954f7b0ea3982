"""Every form of archive gives the posts that were put into it, and says what it has lost."""

import gzip
import io
import json
import lzma
import os
import pickle
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import PermanentFailure
from bot.facts import UNKNOWN, VOCABULARY
from bot.intake.archive import cut_up, is_lost, open_archive, read_all, read_unit, splitting
from bot.intake.archive.splitting import split
from bot.intake.archive.streams import Plain
from bot.mail import read
from bot.mail.describe import describe
from bot.service.known_list import KnownList
from bot.service.replay.post_context import facts_of, judged_by, moment
from tests.bench.corpus import write_mbox
from tests.parts.archives import (
    FROM,
    HTML_PART,
    MHONARC_PAGE,
    PIPERMAIL_TEXT,
    THREAD_INDEX,
    everything,
    letter,
    mbox,
    pipermail_page,
)
from tests.parts.yardstick import cost

SHARED = Path("../shared/mailman")
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the archives of ../shared/mailman are not here"
)


@contextmanager
def without_privileges():
    """What lies within is done as a user who may not read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def texts(posts):
    return [read(post.raw).text for post in posts]


@pytest.fixture
def put(tmp_path):
    def put(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


class TestAnMbox:
    def test_gives_its_messages_byte_for_byte_with_their_numbers(self, put):
        path = put("list.mbox", mbox(letter(1), letter(2)))

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert [post.source for post in found] == [f"{path}#1", f"{path}#2"]
        assert [str(post.received) for post in found] == ["2026-01-05 22:13:00+00:00"] * 2
        assert not warnings
        assert not found[0].lost

    @pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
    def test_is_read_compressed(self, put, pack):
        found, warnings = everything(put("list.mbox.packed", pack(mbox(letter(1), letter(2)))))

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert not warnings

    def test_of_two_gzip_files_one_behind_the_other_is_read_whole(self, put):
        packed = gzip.compress(mbox(letter(1))) + gzip.compress(mbox(letter(2))) + b"\0" * 512

        assert len(everything(put("list.mbox.gz", packed))[0]) == 2

    def test_of_two_xz_files_one_behind_the_other_is_read_whole(self, put):
        packed = lzma.compress(mbox(letter(1))) + lzma.compress(mbox(letter(2)))

        assert len(everything(put("list.mbox.xz", packed))[0]) == 2

    def test_loses_one_mark_of_each_quoted_line(self, put):
        path = put("list.mbox", mbox(letter(1, ">From here on\n>>From there\n> From a reply\n")))

        assert everything(path)[0][0].raw.endswith(b"\nFrom here on\n>From there\n> From a reply\n")

    def test_is_not_cut_at_a_sentence_that_begins_with_from(self, put):
        body = "\nFrom the pier one sees the boat.\n\nFrom now on, at 10:30 in 2026: tea\n\nFrom me\nregards: Ann\n"

        assert [post.raw for post in everything(put("list.mbox", mbox(letter(1, body))))[0]] == [
            letter(1, body)
        ]

    @pytest.mark.parametrize(
        "line",
        [
            b"From ann@example.org Mon Jan  5 22:13:00 2026\n",
            b"From ann at example.org  Mon Jan  5 22:13:00 2026\n",
            b"From - Mon Jan 05 22:13:00 2026\n",
            b"From ann@example.org Mon Jan  5 22:13 2026\n",
            b"From ann@example.org Mon Jan  5 22:13:00 CET 2026\n",
            b"From 1853@xxx Mon Jan 05 22:13:00 +0000 2026\n",
            b"From ann@example.org Mon Jan  5 22:13:00 2026 +0100\n",
            b"From ann@example.org Mon, 5 Jan 2026 22:13:00 +0100\n",
            b"From ann@example.org 2026-01-05T22:13:00Z\n",
            b'From "Ann Example"@example.org  Mon Jan  5 22:13:00 2026\n',
        ],
    )
    def test_may_have_the_from_lines_of_any_program(self, put, line):
        found, warnings = everything(put("list.mbox", mbox(letter(1), letter(2), line=line)))

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert not warnings

    def test_with_from_lines_that_have_no_date_is_read_and_named(self, put):
        path = put("list.mbox", mbox(letter(1)) + mbox(letter(2), line=b"From nobody\n") + mbox(letter(3)))

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(1), letter(2), letter(3)]
        assert warnings == [f"{path}#2 begins with an odd From line: 'From nobody'"]

    def test_without_empty_lines_between_messages_is_read(self, put):
        found, _ = everything(put("list.mbox", FROM + letter(1) + FROM + letter(2)))

        assert [post.raw for post in found] == [letter(1), letter(2)]

    def test_with_crlf_is_read(self, put):
        found, _ = everything(put("list.mbox", mbox(letter(1), letter(2)).replace(b"\n", b"\r\n")))

        assert [post.raw for post in found] == [letter(n).replace(b"\n", b"\r\n") for n in (1, 2)]

    def test_with_lengths_that_fit_is_cut_by_them(self, put):
        body = f"Look:\n\n{FROM.decode()}Subject: not a message\n\n>From here\n"
        message = letter(1, body, head=f"Content-Length: {len(body)}\n")

        found, _ = everything(put("list.mbox", mbox(message, letter(2))))

        assert [post.raw for post in found] == [message, letter(2)]

    @pytest.mark.parametrize("length", [3, 70, 10_000_000_000])
    def test_with_lengths_that_do_not_fit_is_cut_by_its_lines(self, put, length):
        message = letter(1, head=f"Content-Length: {length}\n")

        found, _ = everything(put("list.mbox", mbox(message, letter(2), letter(3))))

        assert [post.raw for post in found] == [message, letter(2), letter(3)]

    def test_is_read_alike_in_one_piece_and_in_many(self, tmp_path):
        path = tmp_path / "list.mbox"
        write_mbox(path, 900)

        units = open_archive(path).units(cut_up)
        pieces = [post for unit in pickle.loads(pickle.dumps(units)) for post in read_unit(unit, [])]

        assert len(units) > 3
        assert pieces == everything(path)[0]
        assert [post.source for post in pieces] == [f"{path}#{number}" for number in range(1, 901)]
        assert sum(unit.octets for unit in units) == path.stat().st_size


class TestADamagedMbox:
    def test_that_is_cut_off_gives_what_it_has(self, put):
        path = put("list.mbox", mbox(letter(1), letter(2))[:-8])

        found, warnings = everything(path)

        assert found[0].raw == letter(1)
        assert found[1].raw == letter(2)[:-7]
        assert warnings == [f"{path}#2 has no end: the file is cut off"]

    @pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
    def test_whose_compressed_file_ends_too_early_gives_what_it_has(self, put, pack):
        packed = pack(b"".join(mbox(letter(n, os.urandom(3_000).hex() + "\n")) for n in range(50)))
        path = put("list.mbox.packed", packed[: len(packed) * 2 // 3])

        found, warnings = everything(path)

        assert 20 < len(found) < 45
        assert f"{path} ends too early: what comes before was read" in warnings

    def test_whose_compressed_file_has_a_wrong_octet_gives_what_comes_before(self, put):
        packed = bytearray(
            gzip.compress(b"".join(mbox(letter(n, os.urandom(3_000).hex() + "\n")) for n in range(50)))
        )
        packed[len(packed) // 2 : len(packed) // 2 + 400] = b"\xff" * 400

        found, warnings = everything(put("list.mbox.gz", bytes(packed)))

        assert found
        assert any("is damaged" in warning for warning in warnings)

    def test_with_a_wrong_checksum_gives_all_that_it_has(self, put):
        packed = gzip.compress(b"".join(mbox(letter(n)) for n in range(50)))
        path = put("list.mbox.gz", packed[:-8] + b"\0" * 8)

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(n) for n in range(50)]
        assert [warning.partition(":")[0] for warning in warnings] == [f"{path} is damaged"]

    @pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
    def test_gives_what_comes_before_a_wrong_octet(self, put, pack):
        packed = bytearray(pack(b"".join(mbox(letter(n, os.urandom(500).hex() + "\n")) for n in range(100))))
        half = len(packed) // 2
        packed[half : half + 400] = b"\xff" * 400

        found, warnings = everything(put("list.mbox.packed", bytes(packed)))

        assert len(found) >= 40
        assert any("is damaged" in warning for warning in warnings)

    def test_with_a_mark_of_utf_8_before_it_loses_nothing(self, put):
        path = put("list.mbox", b"\xef\xbb\xbf" + mbox(letter(1), letter(2)))

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert warnings == [f"{path} has 3 bytes before its first message that are not mail"]

    def test_with_a_text_before_it_is_an_mbox_still(self, put):
        path = put("list.mbox", b"Saved by somebody\n" + mbox(letter(1), letter(2)))

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert warnings == [f"{path} has 18 bytes before its first message that are not mail"]

    def test_names_from_lines_with_a_date_that_no_calendar_knows(self, put):
        line = b"From ann@example.org Mon Foo 99 99:99:99 2026\n"
        path = put("list.mbox", mbox(letter(1)) + mbox(letter(2), line=line))

        found, warnings = everything(path)

        assert [post.raw for post in found] == [letter(1), letter(2)]
        assert warnings == [f"{path}#2 begins with an odd From line: {line[:-1].decode()!a}"]

    def test_with_binary_junk_within_names_it(self, put):
        path = put("list.mbox", mbox(letter(1)) + bytes(range(256)) * 40 + b"\n" + mbox(letter(2)))

        found, warnings = everything(path)

        assert found[-1].raw == letter(2)
        assert warnings == [f"{path}#1 has binary junk in it"]

    def test_with_junk_before_its_first_message_names_it(self, put):
        path = put("list.mbox", b"\0\1\2 junk\n\n" + mbox(letter(1)))

        found, warnings = everything(path)

        assert [post.source for post in found] == [f"{path}#1"]
        assert warnings == [f"{path} has 10 bytes before its first message that are not mail"]

    def test_with_a_huge_message_leaves_that_out(self, put):
        huge = letter(2, "word " * 12_000_000 + "\n")
        path = put("list.mbox", mbox(letter(1), huge, letter(3)))

        found, warnings = everything(path)

        assert [post.source for post in found] == [f"{path}#1", f"{path}#3"]
        assert [post.raw for post in found] == [letter(1), letter(3)]
        assert warnings == [f"{path}#2 has {len(FROM + huge) + 1:,} bytes: over the limit, it was left out"]
        whole = [post for unit in open_archive(path).units() for post in read_all(unit, [])]
        assert (whole[1].oversize, whole[1].raw) == (len(FROM + huge) + 1, letter(2).partition(b"\nTea")[0])

    def test_of_a_huge_file_gives_the_header(self, put):
        path = put("1.eml", letter(2, "word " * 5_100_000))

        assert everything(path) == (
            [],
            [f"{path} has {path.stat().st_size:,} bytes: over the limit, it was left out"],
        )
        unit = open_archive(path).units()[0]
        (cut,) = read_all(unit, [])
        assert (cut.oversize, cut.raw) == (path.stat().st_size, letter(2, "word").removesuffix(b"word"))

    def test_keeps_memory_small_whatever_one_message_has(self, tmp_path):
        path = tmp_path / "list.mbox"
        with path.open("wb") as file:
            file.write(mbox(letter(1)) + FROM + letter(2))
            file.seek(400_000_000)
            file.write(b"\n\n" + mbox(letter(3)))
        told = (
            "import sys; from pathlib import Path; from tests.parts.archives import everything;"
            "found, warnings = everything(Path(sys.argv[1])); told = Path('/proc/self/status').read_text();"
            "print(len(found), len(warnings), int(told.partition('VmHWM:')[2].split()[0]) // 1000)"
        )

        posts, warnings, megabytes = map(
            int, subprocess.check_output([sys.executable, "-c", told, str(path)], text=True).split()
        )

        assert (posts, warnings) == (2, 1)
        assert megabytes < 180


class TestAFolder:
    def test_of_mails_is_read_with_its_folders(self, put, tmp_path):
        put("mails/a/1.eml", letter(1))
        put("mails/a/10.eml", letter(10))
        put("mails/a/2.eml", letter(2))
        put("mails/readme.txt", "Nothing of mail here.\n")
        put("mails/picture.png", b"\x89PNG\r\n\x1a\n\0\0")

        found, warnings = everything(tmp_path / "mails")

        assert [Path(post.source).name for post in found] == ["1.eml", "2.eml", "10.eml"]
        assert not warnings

    def test_that_is_a_maildir_is_read_with_its_folders(self, put, tmp_path):
        put("box/cur/1767651180.M1.host:2,S", letter(1))
        put("box/new/1767651190.M2.host", letter(2))
        put("box/tmp/1767651199.M9.host", letter(9))
        put("box/dovecot.index", b"\0\1")
        put("box/.Old/cur/1767651170.M0.host:2,S", letter(3))
        put("box/.Old/new/.keep", b"")

        found, warnings = everything(tmp_path / "box")

        assert [post.raw for post in found] == [letter(1), letter(2), letter(3)]
        assert {post.origin_form for post in found} == {"maildir"}
        assert not warnings

    def test_names_members_that_cannot_be_read_and_reads_the_rest(self, put, tmp_path):
        put("mails/1.eml", letter(1))
        (tmp_path / "mails/2.eml").symlink_to(tmp_path / "nowhere")
        os.mkfifo(tmp_path / "mails/3.eml")
        put("mails/4.eml", bytes(range(256)))
        put("mails/5.eml", letter(5))
        put("mails/6.eml", b"")

        found, warnings = everything(tmp_path / "mails")

        assert [Path(post.source).name for post in found] == ["1.eml", "4.eml", "5.eml"]
        assert [warning.removeprefix(f"{tmp_path}/mails/") for warning in warnings] == [
            "2.eml cannot be read: No such file or directory",
            "3.eml cannot be read: It is not a file",
            "4.eml has no header as mail has",
            "6.eml is empty: it was left out",
        ]

    def test_names_what_nobody_may_read_and_reads_the_rest(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            (folder / "1.eml").write_bytes(letter(1))
            (folder / "2.eml").write_bytes(letter(2))
            (folder / "3.eml").mkdir()
            (folder / "3.eml" / "within.eml").write_bytes(letter(3))
            (folder / "attachments").mkdir()
            (folder / "4").mkdir()
            (folder / "4" / "within.eml").write_bytes(letter(4))
            for path, mode in (("2.eml", 0), ("3.eml", 0), ("attachments", 0), ("4", 0o644)):
                (folder / path).chmod(mode)

            with without_privileges():
                found, warnings = everything(folder)

            for member in folder.iterdir():
                member.chmod(0o755)
        assert [post.raw for post in found] == [letter(1)]
        assert sorted(warning.removeprefix(f"{folder}/") for warning in warnings) == [
            "2.eml cannot be read: Permission denied",
            "3.eml cannot be read: Permission denied",
            "4/within.eml cannot be read: Permission denied",
            "attachments cannot be read: Permission denied",
        ]

    def test_of_mboxes_is_read_by_months(self, put, tmp_path):
        put("mboxes/2026-February.mbox", mbox(letter(2)))
        put("mboxes/2026-January.mbox.gz", gzip.compress(mbox(letter(1))))
        put("mboxes/2026-March", mbox(letter(3)))

        assert [post.raw for post in everything(tmp_path / "mboxes")[0]] == [letter(1), letter(2), letter(3)]

    def test_with_nothing_to_read_is_refused_with_status_2(self, put, tmp_path):
        put("nothing/picture.png", b"\x89PNG\r\n\x1a\n\0\0")

        with pytest.raises(PermanentFailure, match="nothing has no mail that can be read") as caught:
            open_archive(tmp_path / "nothing")

        assert caught.value.status == 2

    @pytest.mark.parametrize(
        "text", ["MIME-Version: 1.0\n\nThe ferry.\n", "\nFrom: a@example.net\n\nThe ferry.\n"]
    )
    def test_that_is_one_named_file_is_read_whatever_it_looks_like(self, put, text):
        archive = open_archive(put("post.txt", text))

        found = [found.raw for unit in archive.units() for found in read_all(unit, archive.warnings)]
        assert found == [text.encode()]

    def test_gives_nothing_of_an_empty_file_and_names_it(self, put):
        with pytest.raises(PermanentFailure, match=r"list\.mbox is empty"):
            open_archive(put("list.mbox", b""))

    def test_that_is_not_there_is_refused_with_status_2(self, tmp_path):
        with pytest.raises(PermanentFailure, match="cannot be read: No such file or directory") as caught:
            open_archive(tmp_path / "nowhere")

        assert caught.value.status == 2


class TestPipermailsText:
    @pytest.fixture
    def posts(self, put):
        put("attachments/20260106/1a2b3c4d/attachment.pdf", "%PDF-1.4 cake")
        put("attachments/20260107/5e6f7a8b/attachment.htm", HTML_PART)
        return everything(put("2026-January.txt", PIPERMAIL_TEXT))[0]

    def test_gives_real_addresses_names_and_threads(self, posts):
        first, second, third = (read(post.raw) for post in posts)

        assert [(box.name, box.address) for post in (first, second, third) for box in post.from_] == [
            ("Ann Example", "ann@example.org"),
            ("Bo Müller", "bo@example.com"),
            ("Cy Example", "cy@example.net"),
        ]
        assert second.header.first("References") == "<tea.1@example.org>"
        assert [post.defects for post in (first, second, third)] == [(), (), ()]

    def test_makes_addresses_whole_where_they_are_ones(self, posts):
        assert "Ann Example <ann@example.org> wrote:" in read(posts[1].raw).text
        assert "Meet at example.org then." in read(posts[1].raw).text

    def test_gives_scrubbed_parts_back(self, posts):
        second, third = read(posts[1].raw), read(posts[2].raw)

        assert [(part.name, part.type, part.size) for part in second.attachments] == [
            ("cake.pdf", "application/pdf", 13)
        ]
        assert "scrubbed" not in second.text
        assert third.html_only
        assert "no cake." in third.text

    def test_says_what_is_lost_of_each_post(self, posts):
        first, second, third = (post.lost for post in posts)

        assert is_lost("own", first)
        assert is_lost("own.words", second), "meet at example.org"
        assert not is_lost("own.lines", second)
        assert not is_lost("own", third)
        assert not is_lost("own.words", first)
        assert is_lost("auth.dmarc", first)
        assert is_lost("message.charset", first), "the archive wrote it in its own"
        assert is_lost("message.has_html", first)
        assert is_lost("own.characters", first)
        assert not is_lost("own.characters", third)
        assert is_lost("header.X-Spam", first)
        assert is_lost("header.Subject", first)
        assert not is_lost("header.Message-ID", first)
        assert not is_lost("attachments.count", second)

    def test_beside_its_compressed_copy_is_read_once(self, put, tmp_path):
        put("salon/2026-January.txt", PIPERMAIL_TEXT)
        put("salon/2026-January.txt.gz", gzip.compress(PIPERMAIL_TEXT.encode()))
        put("salon/attachments/20260106/1a2b3c4d/attachment.eml", letter(1))

        found, _ = everything(tmp_path / "salon")

        assert [post.source for post in found] == [
            f"{tmp_path}/salon/2026-January.txt#{n}" for n in (1, 2, 3)
        ]

    def test_with_a_forwarded_mail_that_is_gone_does_not_know_of_forwards(self, put):
        note = "An embedded message was scrubbed...\nFrom: Dee <dee at example.org>\nSubject: Old\nSize: 300\nURL: <https://x/>\n\n"
        text = (
            PIPERMAIL_TEXT.partition("From bo at")[0].rstrip("\n")
            + "\n-------------- next part --------------\n"
            + note
        )

        (found,) = everything(put("2026-January.txt", text))[0]

        assert is_lost("forwarded.levels", found.lost)
        assert not is_lost("own.words", found.lost)
        assert "scrubbed" not in read(found.raw).text

    def test_without_its_attachments_loses_them_and_texts_that_were_html(self, put):
        _, second, third = everything(put("2026-January.txt.gz", gzip.compress(PIPERMAIL_TEXT.encode())))[0]

        assert is_lost("attachments.count", second.lost)
        assert not is_lost("own.lines", second.lost)
        assert is_lost("own.words", third.lost)

    def test_tells_neither_re_nor_an_empty_subject(self, put):
        head = "From: ann at example.org (Ann)\nDate: Mon, 05 Jan 2026 23:13:00 +0100\nMessage-ID: <{}@example.org>\n"
        line = "From ann at example.org  Mon Jan  5 22:13:00 2026\n"
        answer = "In-Reply-To: <tea.1@example.org>\n"
        told = [
            ("Subject: Tea\n", "No quotation."),
            ("Subject: Tea\n", "> What is a\n\nquotation?"),
            ("Subject: Tea\n" + answer, "A plain answer."),
            ("Subject: [Salon] Fwd: Tea\n" + answer, "Was it Re: Fwd: or Fwd: alone?"),
            ("Subject: No subject\n", "Nothing, or Re: alone."),
        ]
        text = "".join(f"{line}{head.format(n)}{more}\n{body}\n\n" for n, (more, body) in enumerate(told))

        found, _ = everything(put("2026-January.txt", text))

        assert [is_lost("message.reply", post.lost) for post in found] == [False, True, False, True, True]
        assert [is_lost("subject.words", post.lost) for post in found] == [False, False, False, False, True]
        assert all(is_lost("subject.prefix", post.lost) for post in found)

    @pytest.mark.parametrize(
        ("body", "whole", "doubtful"),
        [
            ("Write to ann.example at example.org today.", "Write to ann.example@example.org today.", False),
            ("ann at example.org", "ann@example.org", False),
            ("Ask <ann at example.org>.", "Ask <ann@example.org>.", False),
            (">From ann at example.org Mon Jan  5 22:13", "From ann@example.org Mon Jan  5 22:13", False),
            ("Look at example.org", "Look at example.org", True),
            ("Tea is served at example.org today.", "Tea is served at example.org today.", True),
            ("Meet at noon.", "Meet at noon.", False),
        ],
    )
    def test_makes_whole_what_is_an_address_and_counts_no_words_where_it_is_in_doubt(
        self, put, body, whole, doubtful
    ):
        first = PIPERMAIL_TEXT.partition("Tea is ready.")[0]

        (found,), _ = everything(put("2026-January.txt", f"{first}{body}\n\n"))

        assert read(found.raw).text == whole
        assert is_lost("own.words", found.lost) is doubtful
        assert is_lost("own", found.lost) is doubtful


class TestPipermailsPages:
    @pytest.fixture
    def folder(self, put, tmp_path):
        first = pipermail_page(
            "Ann Example",
            "ann at example.org",
            "tea.1@example.org",
            "Mon Jan  5 23:13:00 CET 2026",
            "Tea is ready. The caf&#233; is &#8220;far&#8221;.\n&gt;From here.\n",
        )
        second = pipermail_page(
            "Bo M&#252;ller",
            "bo at example.com",
            "tea.2@example.com",
            "Tue Jan  6 10:00:00 CET 2026",
            '&gt;<i> Tea is ready.\n</I>\nWrite to <A HREF="https://lists.example.org/">ann at example.org</A>.\n',
        )
        put("salon/2026-January/000000.html", first)
        put("salon/2026-January/000001.html", second)
        put("salon/2026-January/thread.html", THREAD_INDEX)
        put("salon/2026-January/index.html", THREAD_INDEX)
        return tmp_path / "salon"

    def test_give_every_character_and_are_each_one_post(self, folder):
        found, warnings = everything(folder)

        assert texts(found) == [
            "Tea is ready. The café is “far”.\nFrom here.",
            "> Tea is ready.\n\nWrite to ann@example.org.",
        ]
        assert [read(post.raw).message_id for post in found] == ["tea.1@example.org", "tea.2@example.com"]
        assert read(found[0].raw).subject.raw == "[Salon] Tea & cake"
        assert str(read(found[0].raw).date) == "2026-01-05 23:13:00+01:00"
        assert read(found[1].raw).from_[0].name == "Bo Müller"
        assert not warnings

    def test_have_their_threads_from_the_index(self, folder):
        first, second = everything(folder)[0]

        assert read(second.raw).header.first("In-Reply-To") == "<tea.1@example.org>"
        assert is_lost("thread.posts", first.lost)
        assert not is_lost("thread.posts", second.lost)
        assert is_lost("message.reply", second.lost)

    def test_have_their_headers_from_the_text_beside_them(self, folder):
        (folder / "2026-January.txt.gz").write_bytes(gzip.compress(PIPERMAIL_TEXT.encode()))

        first, second = everything(folder)[0]

        assert read(second.raw).header.first("References") == "<tea.1@example.org>"
        assert read(second.raw).text.endswith("Write to ann@example.org.")
        assert not is_lost("message.reply", second.lost)
        assert not is_lost("own", first.lost)


class TestMHonArcsPages:
    @pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
    def test_give_the_address_that_they_hide(self, put, charset):
        page = MHONARC_PAGE.format(type="text/plain", body="<pre>Kuchen f&#xFC;r alle\n</pre>")

        found, _ = everything(put("msg00001.html", page.encode(charset)))
        post = read(found[0].raw)

        assert [(box.name, box.address) for box in post.from_] == [("Bo Müller", "bo@example.com")]
        assert (post.message_id, post.subject.text) == ("tea-2@example.com", "Tea - und Kuchen für alle")
        assert post.header.first("In-Reply-To") == "<tea-1@example.org>"
        assert post.text == "Kuchen für alle"
        assert is_lost("recipients", found[0].lost)
        assert not post.defects

    def test_give_files_that_lie_beside_them_and_no_others(self, put):
        put("secret.pdf", "secret")
        put("pages/pdfX.pdf", "%PDF")
        link = '<p><strong>Attachment:\n<a href="{}" ><tt>cake.pdf</tt></a></strong><br>\n<em>Description:</em> PDF</p>'
        body = "<pre>See there.</pre>" + link.format("pdfX.pdf") + link.format("../secret.pdf")
        page = put("pages/msg00001.html", MHONARC_PAGE.format(type="multipart/mixed", body=body))

        found, _ = everything(page)
        post = read(found[0].raw)

        assert [(part.name, part.size) for part in post.attachments] == [("cake.pdf", 4)]
        assert is_lost("attachments.count", found[0].lost)
        assert post.text == "See there."

    def test_that_are_cut_off_give_what_they_have(self, put):
        page = MHONARC_PAGE.format(type="text/plain", body="<pre>Tea is ready. And there is")
        path = put("msg1.html", page[: page.index(" there is")])

        found, warnings = everything(path)

        assert texts(found) == ["Tea is ready. And"]
        assert warnings == [f"{path} has no end: the page is cut off"]

    def test_give_html_as_html(self, put):
        body = "<p>Dear all,</p><blockquote>quoted words</blockquote><p>Bo</p>"

        post = read(
            everything(put("msg00001.html", MHONARC_PAGE.format(type="text/html", body=body)))[0][0].raw
        )

        assert post.html_only
        assert "Dear all," in post.text

    @pytest.mark.parametrize("type_", ["multipart/alternative", "multipart/mixed"])
    def test_of_a_message_in_two_forms_do_not_tell_what_the_plain_one_said(self, put, type_):
        body = "<p>Dear all,</p><blockquote>quoted words</blockquote><p>Bo</p>"

        (found,), _ = everything(put("msg00001.html", MHONARC_PAGE.format(type=type_, body=body)))

        for fact in ("own.words", "own", "links.count", "message.lines", "message.html_only"):
            assert is_lost(fact, found.lost)
        assert not is_lost("subject", found.lost)

    def test_tell_the_type_of_a_file_by_the_name_that_mhonarc_gave_it(self, put):
        put("pdfX.pdf", "%PDF")
        put("binX.bin", "PK")
        link = '<p><strong>Attachment:\n<a href="{}" ><tt>cake.xls</tt></a></strong><br>\n</p>'
        pages = [
            put(
                f"{name}.html",
                MHONARC_PAGE.format(type="multipart/mixed", body="<pre>Tea</pre>" + link.format(name)),
            )
            for name in ("pdfX.pdf", "binX.bin")
        ]

        pdf, other = (everything(page)[0][0] for page in pages)

        assert [part.type for part in read(pdf.raw).attachments] == ["application/pdf"]
        assert [is_lost("attachments.types", found.lost) for found in (pdf, other)] == [False, True]

    def test_with_a_mail_in_them_say_what_of_it_is_hidden(self, put):
        body = (
            "<pre>See there.</pre><blockquote><small>---&nbsp;<i>Begin&nbsp;Message</i>&nbsp;---</small>\n"
            "<ul>\n<li><em>From</em>: Dee &lt;dee@xxxxxxxx&gt;</li>\n<li><em>Subject</em>: Old</li>\n</ul>\n"
            "<pre>{}</pre><br><small>---&nbsp;<i>End Message</i>&nbsp;---</small></blockquote>"
        )
        pages = [
            put(
                f"{n}.html",
                MHONARC_PAGE.format(type="multipart/mixed", body=body.replace("{}", text)),
            )
            for n, text in enumerate(["Dear Ann.", "Write to eve@xxxxxxxxxxx."])
        ]

        plain, masked = (everything(page)[0][0].lost for page in pages)

        assert is_lost("forwarded.from", plain)
        assert not is_lost("forwarded.words", plain)
        assert is_lost("forwarded.words", masked)

    def test_give_text_of_other_bytes_than_they_say_right(self, put):
        body = "<pre>Voil&#xC3;&#xA0; : un caf&#xC3;&#xA9;</pre>"

        assert texts(everything(put("m.html", MHONARC_PAGE.format(type="text/plain", body=body)))[0]) == [
            "Voilà : un café"
        ]


def test_a_hyperkitty_export_gives_real_addresses(put):
    body = "--===============12==\nContent-Type: text/plain\n\nWrite to bo(a)example.com (a) or b.\n--===============12==--\n"
    head = (
        "From: Ann Example <ann at example.org>\nTo: salon at lists.example.org\nSubject: Tea\nDate: Mon, 05 Jan 2026 22:13:00 +0000\n"
        'Message-ID: <tea.1@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="===============12=="\n\n'
    )

    found, _ = everything(
        put("export.mbox", b"From ann at example.org Mon Jan  5 22:13:00 2026\n" + (head + body).encode())
    )
    post = read(found[0].raw)

    assert found[0].origin_form == "hyperkitty"
    assert (post.from_[0].address, post.to[0].address) == ("ann@example.org", "salon@lists.example.org")
    assert post.text == "Write to bo@example.com (a) or b."


class TestInspect:
    def test_names_messages_of_an_mbox_by_their_number(self, put):
        path = put("list.mbox", mbox(letter(1), letter(2)))

        lines = self.inspect(path).stdout.splitlines()

        assert [json.loads(line)["source"] for line in lines] == [f"{path}#1", f"{path}#2"]

    def test_takes_a_file_called_eml_for_one_message(self, put):
        path = put("one.eml", mbox(letter(1), letter(2)))

        assert [json.loads(line)["source"] for line in self.inspect(path).stdout.splitlines()] == [str(path)]

    def test_ends_with_status_2_where_nothing_is(self, tmp_path):
        done = self.inspect(tmp_path / "nowhere")

        assert done.returncode == 2
        assert "cannot be read" in done.stderr

    def inspect(self, path):
        command = [sys.executable, "-m", "bot", "inspect", "--jsonl", str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)


SOURCES = {
    "pipermail-text": ["archives/pipermail/2026-January.txt.gz", "archives/pipermail/2026-February.txt.gz"],
    "pipermail-page": ["archives/pipermail"],
    "default": ["archives/mhonarc/default"],
    "styled": ["archives/mhonarc/styled"],
    "fusion": ["archives/mhonarc/fusion-like"],
    "eml": ["corpus/msgs"],
}
# Its author wrote ">From", which an mbox of the oldest kind (mboxo) cannot tell from its own marks.
WRITTEN_WITH_MARKS = {"salon-022.fromline@example.com"}
FIELDS = ("header.Subject", "header.From", "header.References", "header.In-Reply-To", "header.X-Mailer")
ASKED = frozenset(
    {*FIELDS, *(fact.name for fact in VOCABULARY if not fact.recall and fact.name != "message.duplicate")}
)


@needs_shared
class TestTheSame62Posts:
    @pytest.fixture
    def corpus(self):
        return {post.message_id: post for post in map(_read, _posts("corpus/salon.mbox"))}

    @pytest.fixture(params=SOURCES)
    def form(self, request):
        return [post for source in SOURCES[request.param] for post in _posts(source)]

    def test_are_all_there_once(self, corpus, form):
        assert Counter(_read(post).message_id for post in form) == Counter(dict.fromkeys(corpus, 1))

    def test_have_their_authors(self, corpus, form):
        for found in form:
            post = _read(found)
            assert post.from_[0].address == corpus[post.message_id].from_[0].address
            assert post.from_[0].name == corpus[post.message_id].from_[0].name

    def test_have_their_dates(self, corpus, form):
        assert all(post.date == corpus[post.message_id].date for post in map(_read, form))

    def test_have_their_threads(self, corpus, form):
        assert {post.message_id: _above(post) for post in map(_read, form)} == {
            post.message_id: _above(post) for post in corpus.values()
        }

    def test_have_their_text_but_where_it_is_said_to_be_lost(self, corpus, form):
        differ = {post.message_id for post in map(_read, form) if _own(post) != _own(corpus[post.message_id])}
        told = {_read(post).message_id for post in form if is_lost("own", post.lost)}

        assert differ <= told | WRITTEN_WITH_MARKS
        assert len(differ) <= 18

    def test_have_their_counts_but_where_these_are_said_to_be_lost(self, corpus, form):
        for found in form:
            post = _read(found)
            shown, whole = describe(post, ""), describe(corpus[post.message_id], "")
            lost = is_lost("own.words", found.lost)
            assert lost or shown["words"] == whole["words"], found.source
            assert lost or _urls(shown) == _urls(whole), found.source
            assert is_lost("attachments.count", found.lost) or len(post.attachments) == len(
                corpus[post.message_id].attachments
            )

    @pytest.mark.parametrize("name", [name for name in SOURCES if name != "eml"])
    def test_answer_every_question_as_the_mbox_does_or_not_at_all(self, name):
        whole = {message: facts for _, message, facts in map(_facts, _posts("corpus/salon.mbox"))}
        form = [_facts(post) for source in SOURCES[name] for post in _posts(source)]

        wrong = [
            (source, fact, facts[fact], whole[message][fact])
            for source, message, facts in form
            for fact in sorted(ASKED)
            if facts[fact] is not UNKNOWN and _plain(facts[fact]) != _plain(whole[message][fact])
        ]
        answered = sum(facts["own.words"] is not UNKNOWN for _, _, facts in form)

        assert wrong == []
        assert answered >= 56, "unknown is no way out"


@needs_shared
def test_an_archive_that_mailman_wrote_while_it_ran_is_read_whole():
    found, warnings = everything(SHARED / "archives/pipermail-live.mbox")

    assert (len(found), warnings) == (73, [])


@cache
def _posts(source):
    return everything(SHARED / source)[0]


@cache
def _read(found):
    return read(found.raw)


def _facts(found):
    post = _read(found)
    now, _ = moment(post, found)
    return (
        found.source,
        post.message_id,
        facts_of(post, judged_by(KnownList(), post, now, ASKED).context, found.lost),
    )


def _plain(value):
    """An answer without the breaks of lines, which no rule looks at."""
    return value.split() if isinstance(value, str) else value


def _above(post):
    return (post.header.first("References") or post.header.first("In-Reply-To") or "").split()[-1:]


def _own(post):
    return " ".join(describe(post, "")["own_text"].split())


def _urls(shown):
    return [link["url"] for link in shown["links"]]


FRAGMENTS = (
    *(b"From ann@example.org Mon Jan  5 22:13:00 2026\n", b"From nobody\n", b"From here on\n", b">From me\n"),
    *(
        b"Subject: Tea\n",
        b"To: b\n",
        b"Content-Length: 12\n",
        b"\n",
        b"\r\n",
        b"tea\n",
        b"\0",
        b"From ",
        b"\nFrom",
    ),
)


class TestWhateverAFileHolds:
    @given(
        parts=st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=40),
        block=st.integers(1, 60),
    )
    def test_the_pieces_of_an_mbox_cover_it_once_however_it_is_read(self, parts, block):
        whole = b"".join(parts)

        with pytest.MonkeyPatch.context() as patch:
            at_once = list(split(Plain(io.BytesIO(whole))))
            patch.setattr(splitting, "BLOCK", block)
            in_blocks = list(split(Plain(io.BytesIO(whole))))

        assert in_blocks == at_once
        assert [piece.at for piece in at_once] == [
            sum(p.size for p in at_once[:n]) for n in range(len(at_once))
        ]
        assert sum(piece.size for piece in at_once) == len(whole)

    @given(
        cuts=st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 40), st.text(max_size=6)), max_size=6)
    )
    @settings(max_examples=60)
    @pytest.mark.parametrize("form", ["mhonarc", "pipermail", "text"])
    def test_a_page_gives_a_message_that_can_be_read(self, form, cuts, tmp_path_factory):
        page = {
            "mhonarc": MHONARC_PAGE.format(
                type="multipart/mixed", body="<pre>Tea</pre><blockquote><tt>a\n</tt></blockquote>"
            ),
            "pipermail": pipermail_page(
                "Ann", "ann at example.org", "t@example.org", "Mon Jan  5 23:13:00 CET 2026", "Tea"
            ),
            "text": PIPERMAIL_TEXT,
        }[form]
        for at, length, put in cuts:
            page = page[:at] + put + page[at + length :]
        path = tmp_path_factory.getbasetemp() / "damaged.html"
        path.write_bytes(page.encode(errors="replace"))

        try:
            found, _ = everything(path)
        except PermanentFailure:
            return

        assert all(read(post.raw) for post in found)

    @pytest.mark.parametrize(
        "evil", ["<a", "<!--", "<blockquote>", "<p><strong>Attachment:", "<i>Begin&nbsp;Message</i>", "a at "]
    )
    def test_a_page_is_read_in_time_that_grows_with_its_length(self, put, evil):
        page = put(
            "msg1.html", MHONARC_PAGE.format(type="multipart/mixed", body="<pre>From: " + evil * 60_000)
        )

        assert len(everything(page)[0]) == 1
        assert cost(lambda: everything(page)) < 300
