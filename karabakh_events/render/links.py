"""Addresses for a terminal's hyperlinks: of a document, and of a passage in it.

An address comes from a record and is data. Only http and https addresses become links, and no part of an
address can end the escape sequence around it.
"""

_OPENED = ("http://", "https://")

#: VTE and the terminals built on it ignore longer addresses (in bytes).
_LONGEST = 2083

# RFC 3986: reserved characters and the percent sign stand for themselves in an address.
_IN_ADDRESS = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%"
)
# In the words of a text fragment, "-", "," and "&" would part them (WICG, URL Fragment Text Directives).
_IN_WORDS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~")

_DIRECTIVE = ":~:"

#: A fragment has all words of a passage up to `_WHOLE`, and of a longer one `_END` words from either end. A
#: page may have other spaces and quotation marks than our text, and fewer words differ less often.
_WHOLE, _END = 10, 5


def safe(url: str) -> str:
    """The address in printable ASCII; "" if it must not be a link."""
    if not url.lower().startswith(_OPENED):
        return ""
    address = _encode(url.strip(), _IN_ADDRESS)
    return address if len(address) <= _LONGEST else ""


def at_words(url: str | None, passage: str) -> str:
    """The address of the passage in the document at ``url``; "" if that must not be a link.

    A browser that does not support text fragments, or does not find the words, opens the page at its top.
    """
    address = safe(url or "")
    words = _fragment(passage)
    if not address or not words or _DIRECTIVE in address:
        return address
    whole = f"{address}{'' if '#' in address else '#'}{_DIRECTIVE}text={words}"
    return whole if len(whole) <= _LONGEST else address


def _fragment(passage: str) -> str:
    """``start``, or ``start,end``: a browser finds a passage of several paragraphs only by its ends."""
    lines = [line.split() for line in passage.split("\n") if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= _WHOLE:
        return _encode(" ".join(lines[0]), _IN_WORDS)
    ends = lines[0][:_END], lines[-1][-_END:]
    return ",".join(_encode(" ".join(words), _IN_WORDS) for words in ends)


def _encode(text: str, kept: frozenset[int]) -> str:
    return "".join(
        chr(byte) if byte in kept else f"%{byte:02X}" for byte in text.encode("utf-8", errors="replace")
    )
