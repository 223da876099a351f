"""Addresses that a terminal opens: of a document, and of the very words in it.

An address comes from a record and is data. Only http and https are opened, and nothing of it can end the
escape sequence that it stands in.
"""

_OPENED = ("http://", "https://")

#: VTE ignores an address of more bytes, and so do those that follow it.
_LONGEST = 2083

# RFC 3986: reserved characters and the percent sign stand for themselves in an address.
_IN_ADDRESS = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%"
)
# In the words of a text fragment, "-", "," and "&" would part them (WICG, URL Fragment Text Directives).
_IN_WORDS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~")

_DIRECTIVE = ":~:"

#: Words of a passage that are looked for as a whole; of a longer one, so many from either end. The fewer
#: there are, the less it matters that a page has other spaces and quotation marks than the text.
_WHOLE, _END = 10, 5


def safe(url: str) -> str:
    """The address in printable ASCII; "" for one that is not to be opened."""
    if not url.lower().startswith(_OPENED):
        return ""
    address = _encoded(url.strip(), _IN_ADDRESS)
    return address if len(address) <= _LONGEST else ""


def at_words(url: str | None, passage: str) -> str:
    """The address of the passage in the document at ``url``; "" where there is none to open.

    A browser that does not know text fragments, or does not find the words, opens the page.
    """
    address = safe(url or "")
    words = _fragment(passage)
    if not address or not words or _DIRECTIVE in address:
        return address
    whole = f"{address}{'' if '#' in address else '#'}{_DIRECTIVE}text={words}"
    return whole if len(whole) <= _LONGEST else address


def _fragment(passage: str) -> str:
    """``start`` or ``start,end``: a passage over several paragraphs is found by its two ends only."""
    lines = [line.split() for line in passage.split("\n") if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= _WHOLE:
        return _encoded(" ".join(lines[0]), _IN_WORDS)
    ends = lines[0][:_END], lines[-1][-_END:]
    return ",".join(_encoded(" ".join(words), _IN_WORDS) for words in ends)


def _encoded(text: str, kept: frozenset[int]) -> str:
    return "".join(
        chr(byte) if byte in kept else f"%{byte:02X}" for byte in text.encode("utf-8", errors="replace")
    )
