"""Ask a library for the author's own words in each of the labelled posts, as score.py reads them.

usage: ask_library.py LIBRARY POSTS > ANSWERS.jsonl

To be run with a Python that has the library; `ask_library.py --help` names those known. Each is called as its own
documentation shows for plain text, with the body as it stands; a post at which it fails keeps its whole body, and is counted.
"""

import argparse
import importlib
import json
import pathlib
import sys


def email_reply_parser():
    return importlib.import_module("email_reply_parser").EmailReplyParser.parse_reply


def mail_parser_reply():
    parser = importlib.import_module("mailparser_reply").EmailReplyParser(languages=["en", "de", "fr"])
    return lambda text: parser.parse_reply(text=text)


def email_reply_extractor():
    extract = importlib.import_module("email_reply_extractor").extract_new_text
    return lambda text: extract(text).text


def quotequail():
    return lambda text: "\n".join(
        said for shown, said in importlib.import_module("quotequail").quote(text) if shown
    )


def unquotemail():
    unquote = importlib.import_module("unquotemail").Unquote
    return lambda text: unquote("", text, parse=True).get_text()


def talon():
    quotations = importlib.import_module("talon.quotations")
    signature = importlib.import_module("talon.signature.bruteforce")
    return lambda text: signature.extract_signature(quotations.extract_from_plain(text))[0]


LIBRARIES = {
    each.__name__.replace("_", "-"): each
    for each in (email_reply_parser, mail_parser_reply, email_reply_extractor, quotequail, unquotemail, talon)
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", choices=LIBRARIES)
    parser.add_argument("posts", type=pathlib.Path)
    options = parser.parse_args()
    own_words_of = LIBRARIES[options.library]()
    failed = 0
    for path in sorted(options.posts.glob("*.eml")):
        body = path.read_bytes().partition(b"\n\n")[2].decode("utf-8", "replace")
        try:
            own = own_words_of(body) or ""
        except Exception as error:  # noqa: BLE001 - whatever a library raises, its post counts
            failed, own = failed + 1, body
            print(f"{path.name}: {error!r}"[:200], file=sys.stderr)
        print(json.dumps({"name": path.name, "own": own}))
    print(f"{options.library}: fails at {failed} posts", file=sys.stderr)


if __name__ == "__main__":
    main()
