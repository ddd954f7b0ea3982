"""Charset labels of mail: which are followed, and by which codec each is decoded."""

import re
from functools import lru_cache

# What mail is labelled with, and the codec that reads it. As in the WHATWG Encoding Standard, a label for a
# small set is read by the larger one that its users really sent. Codecs that are no charset (idna, undefined,
# unicode_escape, base64 ...) and utf-7, which hides markup in ASCII, are not here: they fall back to a guess.
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "646": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "l1": "cp1252", "iso_8859-1": "cp1252", "ansi": "cp1252", "x-ansi": "cp1252", "utf8": "utf-8",
    "utf-8": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8", "utf_8": "utf-8",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "unicode": "utf-16",
    "utf-32": "utf-32", "utf-32le": "utf-32-le", "utf-32be": "utf-32-be", "iso-8859-9": "cp1254",
    "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "logical": "iso8859-8",
    "iso-8859-6-i": "iso8859-6", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "euc-cn": "gb18030",
    "eucgb2312_cn": "gb18030", "gb2312_1980": "gb18030", "euc_jp": "euc_jp", "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext", "iso2022_kr": "iso2022_kr", "big5hkscs": "big5hkscs", "koi8_r": "koi8_r",
    "hz-gb-2312": "hz", "hz": "hz", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cp950": "cp950",
    "x-x-big5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "windows-31j": "cp932", "cp932": "cp932", "ms_kanji": "cp932", "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext", "iso-2022-jp-1": "iso2022_jp_1",
    "iso-2022-jp-2": "iso2022_jp_2", "iso-2022-jp-3": "iso2022_jp_3", "iso-2022-jp-ms": "iso2022_jp_ext",
    "iso-2022-kr": "iso2022_kr", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949",
    "ksc5601": "cp949", "cp949": "cp949", "windows-949": "cp949", "uhc": "cp949", "johab": "johab",
    "koi8-r": "koi8_r", "koi8": "koi8_r", "koi8-u": "koi8_u", "koi8-ru": "koi8_u", "koi8-t": "koi8_t",
    "macintosh": "mac_roman", "mac": "mac_roman", "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "ibm850": "cp850", "ibm437": "cp437", "ibm866": "cp866",
    "cp850": "cp850", "cp437": "cp437", "cp866": "cp866", "ibm852": "cp852", "cp852": "cp852",
    "viscii": "cp1258",
}  # fmt: skip
_ISO = re.compile(r"(?:iso[-_]?8859|latin)[-_]?(\d{1,2})$")
_WINDOWS = re.compile(r"(?:windows|win|cp|x-cp|ms)[-_]?(125[0-8])$")


@lru_cache(maxsize=512)
def codec_of(label: str) -> str | None:
    """Python's name of the codec for a charset label; None for one that is unknown or no charset for mail."""
    name = label.strip(" \t\"'").lower()
    if name in _LABELS:
        return _LABELS[name]
    if found := _WINDOWS.match(name):
        return f"cp{found[1]}"
    if (found := _ISO.match(name)) and found[1] != "12" and int(found[1]) <= 16:
        return f"iso8859-{int(found[1])}" if int(found[1]) else None
    return None
