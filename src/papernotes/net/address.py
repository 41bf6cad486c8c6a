"""Addresses of the web as text to URLs, and where a redirect leads."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx2

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

SCHEMES = frozenset({"http", "https"})
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LABEL_MAX = 63
_HOST = re.compile(r"[a-z0-9._~-]+|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE | re.ASCII)


def parse(text: str) -> httpx2.URL:
    """The URL that is asked for `text`: IDN as punycode, other letters percent-encoded, without fragment.

    Raises Trouble: SCHEME_FORBIDDEN or SYNTAX."""
    found = _SCHEME.match(text)
    if found and found[1].lower() not in SCHEMES:
        raise Trouble(Reason.SCHEME_FORBIDDEN, f"scheme '{found[1].lower()}' is not fetched")
    try:
        url = httpx2.URL(text.partition("#")[0])
        host = host_of(url)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise Trouble(Reason.SYNTAX, f"not an address: {error}") from error
    if flaw := _flaw(text, url, host):
        raise Trouble(Reason.SYNTAX, flaw)
    return url


def host_of(url: httpx2.URL) -> str:
    """The host as it is asked for. The library's own way decodes IDN, and some names (xn--a) it cannot decode."""
    return url.raw_host.decode("ascii")


def _flaw(text: str, url: httpx2.URL, host: str) -> str:
    if url.scheme not in SCHEMES:
        return "not an address: no http:// or https://"
    if not host:
        return "not an address: no host"
    if not _HOST.fullmatch(host):
        return "not an address: a sign that no host's name has"
    if url.port is not None and not 0 < url.port < 65536:
        return f"not an address: port {url.port}"
    if url.userinfo:
        # http://good.org@evil.example/ is read as good.org by people.
        return "a user name before the host"
    if "\\" in text.split("?")[0].split("#")[0]:
        # Browsers take it for a slash, other programs for a part of the name.
        return "a backslash"
    if any(len(label) > _LABEL_MAX for label in host.split(".")) or len(host) > 253:
        return "the host's name is too long"
    return ""


def location(raw: bytes, base: httpx2.URL) -> httpx2.URL:
    """Where a Location header leads; bytes beyond ASCII are UTF-8 that somebody forgot to encode.

    Raises Trouble: REDIRECT_BAD_SCHEME or BAD_HTTP."""
    text = _text(raw.strip())
    if not text or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise Trouble(Reason.BAD_HTTP, "the redirect's Location is empty or no address")
    found = _SCHEME.match(text)
    if found and found[1].lower() not in SCHEMES:
        raise Trouble(Reason.REDIRECT_BAD_SCHEME, f"redirect to the scheme '{found[1].lower()}'")
    try:
        # "//" alone, and http:///x, are read as the base's own host by the library.
        if re.match(r"(?:https?:)?//(?:[/?#]|$)", text, re.IGNORECASE):
            raise ValueError("no host")
        return parse(str(base.join(text)))
    except (Trouble, httpx2.InvalidURL, UnicodeError, ValueError) as error:
        detail = error.detail if isinstance(error, Trouble) else str(error)
        raise Trouble(Reason.BAD_HTTP, f"redirect to what is {detail}") from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="".join(map(chr, range(0x21, 0x7F))))
