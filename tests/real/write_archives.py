"""Write the whole lists of the labelled posts as mboxes: what was written there before a post teaches how to read it.

usage: write_archives.py INDEX.json OUT OWNER/NAME=GITDIR...

Each list becomes OUT/LIST.mbox (mboxrd), with every post that its repository holds at the commit of the index, in the
order of the repository. As write_posts.py: the posts belong to their authors, and go into no commit.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import threading

from write_posts import FORMS  # type: ignore[import-not-found]  # the script beside this one

FROM = re.compile(rb"^(>*From )", re.MULTILINE)


def blobs(gitdir, names):
    """The content of each object, as `git cat-file` names it, in their order; those that are missing are left out."""
    command = ["git", "-C", gitdir, "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        asked, told = process.stdin, process.stdout
        assert asked
        assert told
        threading.Thread(target=ask, args=(asked, names), daemon=True).start()
        for _ in names:
            head = told.readline().split()
            if head[-1] != b"missing":
                yield told.read(int(head[2]))
                told.read(1)


def ask(pipe, names):
    """Name the objects, and that there are no more."""
    with pipe:
        pipe.write("".join(f"{name}\n" for name in names).encode())


def listed(gitdir, *arguments):
    """The lines that git prints."""
    done = subprocess.run(["git", "-C", gitdir, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


def names_of(entry, gitdir):
    """The objects in which the list of an entry is kept."""
    if entry["form"] == "mail":  # one commit a post, the newest first
        return [f"{commit}:m" for commit in reversed(listed(gitdir, "rev-list", "HEAD"))]
    folder = entry["path"].split("/")[0]
    suffix = pathlib.PurePosixPath(entry["path"]).suffix
    paths = listed(gitdir, "ls-tree", "-r", "--name-only", entry["commit"], f"{folder}/")
    return [f"{entry['commit']}:{path}" for path in paths if path.endswith(suffix)]


def posts_of(entry, gitdir):
    """Every post of the list of an entry; a file that holds none in the entry's form is passed by."""
    names = names_of(entry, gitdir)
    for blob in blobs(gitdir, names):
        try:
            yield from FORMS[entry["form"]](blob)
        except (ValueError, LookupError):
            continue


def write_list(entry, gitdir, out):
    """Write the list of an entry; how many posts it has."""
    number = 0
    with (out / f"{entry['list']}.mbox").open("wb") as file:
        for _, post in posts_of(entry, gitdir):
            number += 1
            file.write(b"From list@example.org Thu Jan  1 00:00:00 1998\n" + FROM.sub(rb">\1", post) + b"\n")
    return number


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("repositories", nargs="+", metavar="OWNER/NAME=GITDIR")
    options = parser.parse_args()
    gitdirs = dict(item.split("=", 1) for item in options.repositories)
    lists = {entry["list"]: entry for entry in json.loads(options.index.read_text("utf-8"))}
    options.out.mkdir(parents=True, exist_ok=True)
    for entry in lists.values():
        if entry["repo"] in gitdirs:
            print(entry["list"], write_list(entry, gitdirs[entry["repo"]], options.out), "posts", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
