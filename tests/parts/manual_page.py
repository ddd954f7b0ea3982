"""The man page and the shell completion, written from the command line's own parsers."""

import argparse
from collections.abc import Iterator

from bot.cli import COMMANDS, parser

_HEAD = """\
.\\" Written by `make docs` from the command line itself.
.TH LISTWARDEN 1 "" "listwarden" "User Commands"
.SH NAME
listwarden \\- moderation of mailing lists
.SH SYNOPSIS
.B listwarden
.I COMMAND
[\\fIOPTION\\fR ...]
.SH DESCRIPTION
It reads each post to a mailing list, judges it by rules, and then posts it, puts it into a digest, holds it, or returns it to its
author with every reason.
.SH COMMANDS
"""
_TAIL = """\
.SH EXIT STATUS
0 done; 1 the answer is no; 2 wrong use, or nothing readable; 78 settings that cannot be used.
.SH FILES
.TP
.I ./listwarden.toml, /etc/listwarden/listwarden.toml
The settings, in this order; \\fB\\-\\-config\\fR names another file.
.SH SEE ALSO
https://listwarden.readthedocs.io/
"""


def man() -> str:
    """The man page."""
    return _HEAD + "".join(line for name in COMMANDS for line in _command(name, _called(name))) + _TAIL


def _called(name: str) -> argparse.ArgumentParser:
    return dict(_inner(parser(name)))[name]


def _inner(of: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _command(words: str, of: argparse.ArgumentParser) -> Iterator[str]:
    inner = dict(_inner(of))
    if inner:
        for name, each in inner.items():
            yield from _command(f"{words} {name}", each)
        return
    yield f".TP\n.B listwarden {words}{_positionals(of)}\n{_plain(of.description or '')}.\n"
    for action in of._actions:
        if action.option_strings and action.dest != "help":
            value = f" {_plain(action.metavar)}" if isinstance(action.metavar, str) else ""
            yield f".RS\n.TP\n.B {_plain(', '.join(action.option_strings))}{value}\n{_plain(action.help or '')}\n.RE\n"


def _positionals(of: argparse.ArgumentParser) -> str:
    return "".join(f" {each.metavar}" for each in of._actions if not each.option_strings and each.metavar)


def _plain(text: str) -> str:
    """A text that troff takes as it is."""
    return " ".join(text.replace("\\", "\\e").replace("-", "\\-").split()) if text.strip() else ""


def completion() -> str:
    """Completion for bash."""
    rows = []
    for name in COMMANDS:
        called = _called(name)
        inner = dict(_inner(called))
        rows.append(f'        {name}) words="{" ".join([*inner, *_options(called)])}" ;;')
        rows += [
            f'        "{name} {each}") words="{" ".join(_options(one))}" ;;' for each, one in inner.items()
        ]
    return (
        "# bash completion for listwarden; written by `make docs`.\n"
        "_listwarden() {\n"
        '    local words="" current="${COMP_WORDS[COMP_CWORD]}" said="${COMP_WORDS[1]}"\n'
        '    if [ "$COMP_CWORD" -eq 1 ]; then\n'
        f'        COMPREPLY=($(compgen -W "{" ".join(COMMANDS)}" -- "$current"))\n'
        "        return\n"
        "    fi\n"
        '    case "${COMP_WORDS[2]}" in -*) ;; *) [ "$COMP_CWORD" -gt 2 ] && said="$said ${COMP_WORDS[2]}" ;; esac\n'
        '    case "$said" in\n' + "\n".join(sorted(rows, key=len)) + "\n"
        '        *) words="--help" ;;\n'
        "    esac\n"
        '    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))\n'
        "}\n"
        "complete -o filenames -F _listwarden listwarden\n"
    )


def _options(of: argparse.ArgumentParser) -> list[str]:
    return [option for each in of._actions for option in each.option_strings if option.startswith("--")]
