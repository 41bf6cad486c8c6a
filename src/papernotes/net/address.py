"""Addresses of the web as text to URLs, and where a redirect leads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

import httpx2

from papernotes.net.answer import Reason
from papernotes.net.trouble import Trouble

PORTS = {"http": 80, "https": 443}
SCHEMES = frozenset(PORTS)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LABEL_MAX = 63
_LONG = 2000
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_NAME = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
# Addresses in which there is nothing to encode, to resolve or to wonder about: most of them.
_SIMPLE = re.compile(
    rf"(https?)://({_NAME}|{_OCTET}(?:\.{_OCTET}){{3}})(?::([1-9][0-9]{{0,4}}))?"
    r"(/[A-Za-z0-9._~!$&'()*+,;=:@/-]*(?:\?[A-Za-z0-9._~!$&()*+,;=:@/-]+)?)"
)
_HOST = re.compile(r"[a-z0-9._~-]+|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Url:
    """An address that can be asked."""

    text: str
    scheme: str
    host: str
    """As it is asked for: IDN as punycode, IPv6 without brackets."""
    port: int | None
    """None where it is the scheme's own."""
    target: bytes
    """Path and query."""

    @classmethod
    def of(cls, url: httpx2.URL) -> Url:
        """The same, taken to pieces. Raises UnicodeError."""
        # The library's own way to the host decodes IDN, and some names (xn--a) it cannot decode.
        return cls(str(url), url.scheme, url.raw_host.decode("ascii"), url.port, url.raw_path)

    def __str__(self) -> str:
        return self.text

    @property
    def netloc(self) -> str:
        """Host and port, as the header Host wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """What two addresses have in common that may share a connection."""
        return f"{self.scheme}://{self.netloc}"


def parse(text: str) -> Url:
    """The URL that is asked for `text`: IDN as punycode, other letters percent-encoded, without fragment.

    Raises Trouble: SCHEME_FORBIDDEN or SYNTAX."""
    bare = text.partition("#")[0]
    if (simple := _SIMPLE.fullmatch(bare)) and (url := _simple(bare, simple)):
        return url
    found = _SCHEME.match(text)
    if found and found[1].lower() not in SCHEMES:
        raise Trouble(Reason.SCHEME_FORBIDDEN, f"scheme '{found[1].lower()}' is not fetched")
    try:
        parsed = httpx2.URL(bare)
        url = Url.of(parsed)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise Trouble(Reason.SYNTAX, f"not an address: {error}") from error
    if flaw := _flaw(text, parsed, url.host):
        raise Trouble(Reason.SYNTAX, flaw)
    return url


def _simple(text: str, match: re.Match[str]) -> Url | None:
    """The URL of a text that needs no change; a tenth of what it costs to take apart any text."""
    scheme, host, port, target = match.groups()
    number = int(port) if port else None
    odd = number == PORTS[scheme] or (number or 1) > 65535
    if odd or len(text) > _LONG or len(host) > 253 or "/." in target or host.startswith("xn--") or ".xn--" in host:
        return None
    return Url(text, scheme, host, number, target.encode("ascii"))


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


def location(raw: bytes, base: Url) -> Url:
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
        return parse(str(httpx2.URL(base.text).join(text)))
    except (Trouble, httpx2.InvalidURL, UnicodeError, ValueError) as error:
        detail = error.detail if isinstance(error, Trouble) else str(error)
        raise Trouble(Reason.BAD_HTTP, f"redirect to what is {detail}") from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="".join(map(chr, range(0x21, 0x7F))))
