"""Who we say we are, and the keys of services: taken from the environment, sent to one host each, shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import httpx2

from papernotes.net.address import Url

CONTACT = "PAPERNOTES_CONTACT"
_SHORTEST = 6
_PRIVATE_PARAMETER = re.compile(r"\b(api_?key|mailto|email)=[^&\s'\"]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Key:
    """Where a service wants its key."""

    host: str
    variable: str
    """Of the environment."""
    header: str = ""
    parameter: str = ""


# https://docs.openalex.org/how-to-use-the-api/rate-limits-and-authentication
# https://api.semanticscholar.org/api-docs/ and https://www.ncbi.nlm.nih.gov/books/NBK25497/
KEYS = (
    Key("api.openalex.org", "OPENALEX_API_KEY", parameter="api_key"),
    Key("api.semanticscholar.org", "S2_API_KEY", header="x-api-key"),
    Key("eutils.ncbi.nlm.nih.gov", "NCBI_API_KEY", parameter="api_key"),
)


class Keyring:
    """The keys that the environment holds."""

    def __init__(self, environ: Mapping[str, str], keys: Iterable[Key] = KEYS) -> None:
        held = {key.host: (key, environ.get(key.variable, "").strip()) for key in keys}
        self._held = {host: (key, value) for host, (key, value) in held.items() if _sendable(value)}
        self._secrets = sorted({form for _, value in self._held.values() for form in _forms(value)}, key=len)[::-1]

    def known(self, host: str) -> bool:
        """Whether there is a key for a host."""
        return host in self._held

    def apply(self, url: Url, headers: MutableMapping[str, str]) -> Url:
        """The address with the key of its host, or `headers` changed to hold it; over TLS only."""
        key, value = self._held.get(url.host, (None, ""))
        if key is None or url.scheme != "https":
            return url
        if key.header:
            headers[key.header] = value
        if not key.parameter:
            return url
        return Url.of(httpx2.URL(url.text).copy_merge_params({key.parameter: value}))

    def redact(self, text: str) -> str:
        """A text without the keys, should one have come back."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def redact_body(self, body: bytes) -> bytes:
        """The same for a body."""
        for secret in self._secrets:
            body = body.replace(secret.encode(), b"***")
        return body

    def redact_url(self, url: str) -> str:
        """An address without keys and mail addresses, whoever wrote them into it."""
        return _PRIVATE_PARAMETER.sub(r"\1=***", self.redact(url))

    def redact_detail(self, text: str) -> str:
        """A text for people without keys and mail addresses, in one line."""
        text = "".join(char if char.isprintable() else " " for char in self.redact(text))
        return _PRIVATE_PARAMETER.sub(r"\1=***", text)[:300]


def _forms(value: str) -> Iterable[str]:
    return (value, quote(value, safe=""), quote_plus(value))


def _sendable(value: str) -> bool:
    # A shorter one would blacken ordinary words.
    return len(value) >= _SHORTEST and value.isascii() and value.isprintable()


def user_agent(version: str, site_url: str = "", contact: str = "") -> str:
    """papernotes/1.0 (+https://example.org/; mailto:me@example.org), as Crossref's etiquette asks.

    https://github.com/CrossRef/rest-api-doc#good-manners--more-reliable-service"""
    who = [f"+{site_url}" if site_url else "", f"mailto:{contact}" if contact else ""]
    comment = "; ".join(re.sub(r"[^\x21-\x27\x2a-\x7e]", "", part) for part in who if part)
    return f"papernotes/{version} ({comment})" if comment else f"papernotes/{version}"
