"""The bytes of a feed as text, and its tokens as XML that a strict parser takes.

Whoever wrote a feed may have lied about its encoding or forgotten to escape. What is certainly
wrong is mended: a stray ``&``, a character reference that means nothing, a name that only HTML
knows. What would keep the parser busy for minutes is cut, and so are the mail addresses of authors.
Everything else stays as it is.
"""

from __future__ import annotations

import codecs
import re
from html import escape
from html.entities import html5

from generator.sources.feed_markup import Kind, Token

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_STATED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_TRUSTED = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp874|koi8-[ru]|gbk|gb18030|gb2312|big5|euc_\w+|shift_jis"
)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(content: bytes) -> tuple[str, str | None]:
    """Return the text of a feed, and what was wrong with its encoding, if anything was."""
    mark, stated = _stated_encoding(content)
    content = content[len(mark) :]
    remark = None
    try:
        text = content.decode(stated)
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        bad = text.count("\ufffd")
        actual = "UTF-8"
        if 2 * bad >= len(_NOT_ASCII.findall(text)):
            text = content.decode("cp1252", errors="replace")
            actual = "Windows-1252"
        remark = f"not all of its text is {stated} as it says; read as {actual}"
    return _UNWANTED.sub("", text), remark


def _stated_encoding(content: bytes) -> tuple[bytes, str]:
    """Return the byte order mark and the encoding that the content states, where it may be so."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return mark, encoding
    for start, encoding in _STARTS:
        if content.startswith(start):
            return b"", encoding
    if stated := _STATED.match(content):
        try:
            encoding = codecs.lookup(stated[1].decode()).name
        except LookupError:
            return b"", "utf-8"
        if _TRUSTED.fullmatch(encoding):
            return b"", "gb18030" if encoding == "gb2312" else encoding
    return b"", "utf-8"


# The feed parser looks for mail addresses in the names of authors, in a time that grows with the
# square of the longest word; such words are ASCII, and commas divide lists of names.
_LONG_WORD = re.compile(r"([!-+\--~]{128})[!-+\--~]++")
_MAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w.-]++")
# Its time for the attributes of a tag grows with the square of their number.
_LONGEST_TAG = 4096
_MOST_ATTRIBUTES = 200
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]++)|([0-9]++));")
_AMPERSAND = re.compile(rf"{_NUMBER.pattern}|&([A-Za-z][A-Za-z0-9]*+);|&")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG_START = re.compile(r"</?([^\s/<>\"'=]+)")


def mended_text(token: Token, *, is_author: bool) -> str:
    """Return a text or CDATA section of which XML can be made; see above for authors."""
    is_cdata = token.kind is Kind.CDATA
    text = token.text[9:-3] if is_cdata else token.text
    if is_author:
        text = _MAIL.sub("", _LONG_WORD.sub(r"\1", text))
    if is_cdata:
        return f"<![CDATA[{_NUMBER.sub(_checked_number, text)}]]>"
    text = _AMPERSAND.sub(_mended_reference, text)
    return text.replace("<", "&lt;").replace("]]>", "]]&gt;")


def written_name(token: Token) -> str:
    """Return the name of a tag as it is written: XML tells upper from lower case."""
    found = _TAG_START.match(token.text)
    return found[1] if found else token.name


def mended_tag(token: Token) -> str:
    """Return a tag without an absurd number of attributes, its values escaped."""
    text = token.text
    if len(text) > _LONGEST_TAG and len(text.split()) + text.count("=") > _MOST_ATTRIBUTES:
        return f"<{written_name(token)}{'/' if token.is_empty else ''}>"
    if "&" in text:
        text = _AMPERSAND.sub(_mended_reference, text)
    return "<" + text[1:].replace("<", "&lt;")


def _mended_reference(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return _checked_number(match)
    name = match[3]
    if name in _XML_NAMES:
        return match[0]
    meaning = html5.get(f"{name};") if name else None
    return escape(meaning) if meaning else "&amp;" + match[0][1:]


def _checked_number(match: re.Match[str]) -> str:
    """Return a character reference, or U+FFFD where it names no character of XML."""
    digits = (match[1] or match[2]).lstrip("0")
    if not digits or len(digits) > 7:
        return "\ufffd"
    code = int(digits, 16 if match[1] else 10)
    allowed = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return match[0] if allowed or 0x10000 <= code < 0x110000 else "\ufffd"
