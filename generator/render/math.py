"""TeX formulas without a script: MathML for the site, plain characters for mail and feeds.

This is no TeX: what it does not know for certain it leaves alone, and the caller then shows the TeX
itself, which readers of papers can read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert
from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

_TOKEN = re.compile(r"\\([A-Za-z]+|.)|(.)", re.DOTALL)
_SPACES = frozenset({",", ";", ":", " ", "quad", "qquad", "enspace", "thinspace"})
_LITERALS = frozenset("%&#_$")
_DROPPED = frozenset({"!", "left", "right", "bigl", "bigr", "big", "displaystyle", "limits"})
_UPRIGHT = frozenset({"mathrm", "text", "operatorname", "textrm", "mbox"})
_LETTERS = re.compile(r"[A-Za-z]")
_SYMBOLS = get_default_latex_context_db()
_NAMES = (
    "arccos|arcsin|arctan|arg|cos|cosh|cot|coth|deg|det|dim|exp|gcd|hom|inf|ker|lim|ln|log|max|min|Pr"
    "|sin|sinh|sup|tan|tanh"
)
_WORDS = frozenset(_NAMES.split("|"))
_SPACED = frozenset("≤≥≠≈∼≃≅≡∈∉⊂⊆⊃⊇→←↦⇒⇔↔×⊗⊕∪∩≪≫∝⊙·∘∣∥=<>+−⟶⟹⩽⩾")
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW′",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ′",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
_WORDLIKE = r"[^\W\u1d00-\u1dbf\u2070-\u209f]"
_FUNCTION = re.compile(rf"<m[io]>({_NAMES})</m[io]>(<mo[^>]*>&#x00028;)?")


class _LossyError(Exception):
    """Plain characters cannot say this formula."""


@lru_cache(maxsize=4096)
def mathml(tex: str, *, display: bool = False) -> str | None:
    r"""Return the formula as a ``<math>`` element, or ``None`` where a command is not known.

    The result is not sanitised: the converter copies what stands in ``\text{…}``.
    """
    if "<" in tex and "\\text" in tex:
        return None
    try:
        made: str = convert(tex, display="block" if display else "inline")
    except Exception:  # noqa: BLE001  (the converter raises whatever its tables raise)
        return None
    if "\\" in made:
        return None
    made = _FUNCTION.sub(_spaced_function, made)
    return made.replace("<math", f'<math alttext="{escape(tex)}"', 1)


@lru_cache(maxsize=4096)
def unicode_math(tex: str) -> str | None:
    r"""Return the formula in plain characters, or ``None`` where something would be lost.

    ``O(n \log n)`` gives ``O(n log n)``, ``10^{-3}`` gives ``10⁻³``; fractions, roots, matrices
    and bold letters give ``None``.
    """
    try:
        text = _convert(tex)
    except (_LossyError, RecursionError):
        return None
    return " ".join(text.split())


def _spaced_function(match: re.Match[str]) -> str:
    """Set ``log`` and its like apart from the letters beside them, as TeX does; not from ``(``."""
    name, parenthesis = match[1], match[2] or ""
    after = "0" if parenthesis else "0.167em"
    return f'<mo lspace="0.167em" rspace="{after}">{name}</mo>{parenthesis}'


def tex_to_text(tex: str) -> str:
    """Return the formula in plain characters where nothing is lost, else the TeX as it stands."""
    return unicode_math(tex) or tex


def _convert(tex: str) -> str:
    parts: list[str] = []
    position = 0
    while position < len(tex):
        part, position = _next(tex, position)
        parts.append(part)
    return _space_words(parts)


def _next(tex: str, position: int) -> tuple[str, int]:
    """Return the characters for what stands at ``position``, and where it ends."""
    char = tex[position]
    if char in "^_":
        argument, end = _argument(tex, position + 1)
        table = _SUPERSCRIPTS if char == "^" else _SUBSCRIPTS
        return _raise_or_lower("".join(_convert(argument).split()), table), end
    if char == "{":
        inner, end = _argument(tex, position)
        return _convert(inner), end
    if char == "\\":
        return _command(tex, position)
    if char in '}&%#$\\`"':
        raise _LossyError
    replaced = {"-": "−", "'": "′", "~": " ", "*": "∗"}.get(char, char)
    return (f" {replaced} " if replaced in "=<>" else replaced), position + 1


def _command(tex: str, position: int) -> tuple[str, int]:
    match = _TOKEN.match(tex, position)
    name = match.group(1) if match else None
    if match is None or name is None:
        raise _LossyError
    end = match.end()
    if name in _UPRIGHT:
        argument, end = _argument(tex, end)
        return _plain(argument), end
    if name in {"mathbb", "mathcal"}:
        argument, end = _argument(tex, end)
        return _letter(name, argument.strip()), end
    return _spelled(name), end


def _spelled(name: str) -> str:
    """Return the characters of a command that takes no argument."""
    if name in _SPACES:
        return " "
    if name in _LITERALS:
        return name
    if name in _DROPPED:
        return ""
    if name in _WORDS:
        return f"\0{name}\0"
    symbol = _one_character(getattr(_SYMBOLS.get_macro_spec(name), "simplify_repl", None))
    return f" {symbol} " if symbol in _SPACED else symbol


def _argument(tex: str, position: int) -> tuple[str, int]:
    """Return what a command, ``^`` or ``_`` takes: a group without its braces, or one token."""
    while position < len(tex) and tex[position] == " ":
        position += 1
    if position >= len(tex):
        raise _LossyError
    if tex[position] != "{":
        match = _TOKEN.match(tex, position)
        assert match is not None  # noqa: S101  (a character is there)
        return match.group(), match.end()
    depth = 0
    for end in range(position, len(tex)):
        if tex[end] in "{}" and tex[end - 1] != "\\":
            depth += 1 if tex[end] == "{" else -1
        if depth == 0:
            return tex[position + 1 : end], end + 1
    raise _LossyError


def _plain(argument: str) -> str:
    if re.search(r"[\\{}$^_&%#~]", argument):
        raise _LossyError
    return argument


@lru_cache(maxsize=256)
def _letter(font: str, letter: str) -> str:
    if not _LETTERS.fullmatch(letter):
        raise _LossyError
    return _one_character(LatexNodes2Text().latex_to_text(f"\\{font}{{{letter}}}"))


def _one_character(text: object) -> str:
    """Return ``text`` if it is one character, of those that fonts commonly have."""
    if not isinstance(text, str) or len(text) != 1 or text.isascii() or ord(text) > 0xFFFF:
        raise _LossyError
    return text


def _raise_or_lower(text: str, table: dict[str, str]) -> str:
    try:
        return "".join(table[char] for char in text)
    except KeyError:
        raise _LossyError from None


def _space_words(parts: list[str]) -> str:
    """Put a space between a function's name and the letters beside it, but none before ``(``."""
    text = "".join(parts)
    text = re.sub(rf"(?<={_WORDLIKE})\0(?={_WORDLIKE})|(?<=[)\]])\0(?={_WORDLIKE})", " ", text)
    return text.replace("\0", "")
