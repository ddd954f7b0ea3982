"""
Phrases by language, one TOML file each: how mail clients mark what is not the author's own.

One file per language, ``CODE.toml``; a new language, or a new word, is a new
line there and nothing else.
"""
