"""Write the labelled list posts from local copies of the public archives that hold them.

usage: write_posts.py INDEX.json OUT OWNER/NAME=GITDIR...

Each GITDIR is the git directory of the repository OWNER/NAME (a bare clone will do); posts of a repository that is not
given are skipped and counted. The posts belong to their authors: they are for measuring and reading, and go into no commit.

An entry of the index names the post's file (name), its repository (repo), the commit, the path there, the Message-ID where a
file holds many posts, and the SHA-256 of the post as labelled. Its `form` says how the archive keeps a post:

page    one post a file, in a Markdown page's code block, with its own header
mail    one post a commit, an ordinary message (public-inbox): the first text part, decoded to UTF-8
mbox    Pipermail's text file of a month
thread  a Markdown page with a code block for each post of a thread
hypermail  one post an HTML page that Hypermail wrote
"""

import argparse
import email
import email.policy
import hashlib
import html
import json
import pathlib
import re
import subprocess
import sys

KEPT = ("From", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To", "References", "Newsgroups")
FIELD = re.compile(rb"^- \*\*([\w-]+):\*\* `?(.*?)`?$", re.MULTILINE)
POST = re.compile(
    rb"^#{2,6} (?:\xe2\x86\xb3 )?(.*)\n\n((?:- \*\*.*\n)+)\n(`{3,})\n((?s:.*?))\n?^\3$", re.MULTILINE
)

TOLD = re.compile(rb'^<!-- (name|email|sent|subject|id|inreplyto)="(.*)" -->$', re.MULTILINE)
HYPERMAIL = re.compile(rb'</address>\n<br />\n((?s:.*?))\n<span id="received">')
TAG = re.compile(rb"<em class=[^>]*>|</em>|<a [^>]*>|</a>|</?p>|</?pre[^>]*>")


def read_blob(gitdir, commit, path):
    """Return the bytes of `path` at `commit`; raises CalledProcessError where the repository lacks them."""
    command = ["git", "-C", gitdir, "cat-file", "blob", f"{commit}:{path}"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def post_from(header, body):
    """Join header and body as the labels count lines: LF, no blank lines at the end."""
    text = header.rstrip(b"\n") + b"\n\n" + body.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    return text.replace(b"\0", b"")


def posts_of_page(page):
    start = page.index(b"```\n{% raw  %}") + len(b"```\n{% raw  %}")
    end = page.rfind(b"{% endraw %}")
    if end < 0:
        end = page.rfind(b"\n```\n")
    header, _, body = page[start:end].replace(b"\r\n", b"\n").partition(b"\n\n")
    yield None, post_from(header, body)


def posts_of_mail(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(("plain", "html"))
    if part is None:
        raise LookupError("the message has no text")
    body = part.get_content()
    fields = [(name, " ".join(str(message[name]).split())) for name in KEPT if message[name]]
    yield None, post_from(plain_header(fields, part.get_content_subtype()), body.encode())


def posts_of_mbox(mbox):
    for raw in re.split(rb"(?m)^From .*\d{4}\n(?=From: )", mbox)[1:]:
        header, _, body = raw.partition(b"\n\n")
        yield message_id(header), post_from(header, body)


def posts_of_thread(page):
    for subject, listed, _, body in POST.findall(page):
        found = {name.decode(): value.decode("utf-8", "replace") for name, value in FIELD.findall(listed)}
        found["Subject"] = subject.decode("utf-8", "replace")
        fields = [(name, found[name]) for name in KEPT if name in found]
        yield found.get("Message-ID"), post_from(plain_header(fields, "plain"), body)


def posts_of_hypermail(page):
    """The post of a page: each of its lines ends with "<br />"."""
    told = {
        name.decode(): html.unescape(value.decode("utf-8", "replace")) for name, value in TOLD.findall(page)
    }
    shown = HYPERMAIL.search(page)
    if shown is None:
        raise LookupError("the page has no post")
    lines = [TAG.sub(b"", line).strip(b"\n") for line in shown.group(1).split(b"<br />")]
    fields = [
        ("From", f"{told['name']} <{told['email']}>"),
        ("Date", told["sent"].strip()),
        ("Subject", told["subject"]),
        ("Message-ID", f"<{told['id']}>"),
        *([("In-Reply-To", f"<{told['inreplyto']}>")] if "inreplyto" in told else []),
    ]
    body = html.unescape(b"\n".join(lines).decode("utf-8", "replace")).encode()
    yield None, post_from(plain_header(fields, "plain"), body)


def plain_header(fields, subtype):
    lines = [f"{name}: {value}" for name, value in fields]
    lines += [
        "MIME-Version: 1.0",
        f"Content-Type: text/{subtype}; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\n".join(lines).encode("utf-8", "replace")


def message_id(header):
    found = re.search(rb"(?mi)^message-id:\s*(\S+)", header)
    return found and found.group(1).decode("ascii", "replace")


FORMS = {
    "page": posts_of_page,
    "mail": posts_of_mail,
    "mbox": posts_of_mbox,
    "thread": posts_of_thread,
    "hypermail": posts_of_hypermail,
}


def find_post(entry, gitdir):
    """Return the post that `entry` names; raises LookupError where its file no longer holds it."""
    blob = read_blob(gitdir, entry["commit"], entry["path"])
    for found, post in FORMS[entry["form"]](blob):
        if entry["form"] in ("page", "mail", "hypermail") or found == entry["message_id"]:
            return post
    raise LookupError(f"{entry['name']}: {entry['path']} has no message {entry['message_id']}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("repositories", nargs="+", metavar="OWNER/NAME=GITDIR")
    return parser.parse_args()


def write_post(entry, gitdir, out):
    """Write the post that `entry` names into the folder `out`; say whether it is the post that was labelled."""
    post = find_post(entry, gitdir)
    (out / entry["name"]).write_bytes(post)
    same = hashlib.sha256(post).hexdigest() == entry["sha256"]
    if not same:
        print(f"{entry['name']}: differs from what was labelled", file=sys.stderr)
    return same


def main():
    options = arguments()
    gitdirs = dict(item.split("=", 1) for item in options.repositories)
    entries = json.loads(options.index.read_text("utf-8"))
    held = [entry for entry in entries if entry["repo"] in gitdirs]
    options.out.mkdir(parents=True, exist_ok=True)
    same = sum(write_post(entry, gitdirs[entry["repo"]], options.out) for entry in held)
    print(f"{len(held)} posts written, {len(entries) - len(held)} skipped, {len(held) - same} differ")
    return 0 if same == len(held) else 1


if __name__ == "__main__":
    sys.exit(main())
