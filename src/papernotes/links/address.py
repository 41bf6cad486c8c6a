"""Addresses as people write them: what they lead to, or why they cannot lead anywhere. Pure text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

import idna

from papernotes.identifiers import normalise_arxiv, normalise_doi

MAX_CHARS = 8_192
"""Servers refuse longer request lines (https://www.rfc-editor.org/rfc/rfc9110#section-4.1 recommends 8,000)."""
MAX_DATA_CHARS = 65_536
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_WIDE = re.compile(r"(https?)(?:[:：][/／]{2})", re.I)
_NOT_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]+@[^\s@<>(),;:\\\"\[\]]+\.[^\s@.]{2,}\Z")
_ARXIV_HOSTS = {"arxiv.org", "www.arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "alphaxiv.org",
                "www.alphaxiv.org"}  # fmt: skip
_DOI_HOSTS = {"doi.org", "dx.doi.org", "www.doi.org"}
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|ps|src|e-print)/+(.+?)/*\Z")
FORBIDDEN = {"javascript", "vbscript", "file", "data", "blob", "filesystem", "view-source"}
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=%\s]*\Z", re.I)


@dataclass(frozen=True, slots=True)
class Target:
    """What an address leads to: `kind` is web, doi, arxiv, local, mail, other, forbidden, ftp or bad."""

    kind: str
    ask: str = ""
    """The address without fragment in its normal form, the identifier, the local path; for bad: why."""
    fragment: str = ""
    host: str = ""
    hint: str = ""
    """What to look at first if it turns out not to work."""


def target(url: str) -> Target:
    """What an address leads to. Never raises."""
    bare = url.strip()
    if mistake := _mistake(bare):
        return Target("bad", mistake)
    if bare.startswith("//"):
        bare = "https:" + bare
    match = _SCHEME.match(bare)
    scheme = match[1].lower() if match else ""
    if scheme in ("http", "https"):
        return _web(bare, scheme)
    if not scheme:
        path, _, fragment = bare.partition("#")
        return Target("local", path, fragment)
    return _other(bare, scheme)


def _mistake(bare: str) -> str:
    if not bare:
        return "the address is empty"
    if len(bare) > (MAX_DATA_CHARS if bare[:5].lower() == "data:" else MAX_CHARS):
        return f"the address has {len(bare):,} characters; no server takes more than {MAX_CHARS:,}"
    if _CONTROL.search(bare):
        return "a control character or line break in the address; write it in one line"
    if (wide := _WIDE.match(bare)) and wide[0].lower() != wide[1].lower() + "://":
        return f"full-width '{wide[0][len(wide[1]) :]}'; write '://'"
    if not bare.isprintable() and any(0xD800 <= ord(char) <= 0xDFFF for char in bare):
        return "half a character in the address"
    return ""


def _web(bare: str, scheme: str) -> Target:
    if "\\" in re.split(r"[?#]", bare)[0]:
        return Target("bad", "a backslash in the address; write '/'")
    try:
        parts = urlsplit(bare)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        return Target("bad", f"no valid address: {str(error).lower()}")
    if "@" in parts.netloc:
        name = parts.netloc.rpartition("@")[2]
        return Target("bad", f"a user name before '@' hides that it leads to '{name}'; write it without")
    if _NOT_PERCENT.search(parts.path + parts.query):
        return Target("bad", "'%' that begins no code of two digits; write '%25'")
    known = _host(host)
    if not known:
        return Target("bad", f"'{host}' is no name of a host" if host else "the address names no host")
    place = f"[{known}]" if ":" in known else known
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        place += f":{port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._[]|") or "/"
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]|{}^") if parts.query else ""
    ident = _identifier(known, parts.path, bare)
    if ident:
        return Target(*ident, parts.fragment, known)
    return Target("web", f"{scheme}://{place}{path}{query}", parts.fragment, known, _hint(bare))


@lru_cache(maxsize=1024)
def _host(name: str) -> str:
    """The name as DNS knows it, "" if it is none."""
    name = name.removesuffix(".")
    if re.fullmatch(r"[0-9a-f:.%]+", name) and ":" in name:
        return name
    if not name or len(name) > 253:
        return ""
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return ""
    labels = name.split(".")
    good = all(0 < len(label) < 64 and _LABEL.fullmatch(label) for label in labels)
    return name if good else ""


def _identifier(host: str, path: str, bare: str) -> tuple[str, str] | None:
    if host in _DOI_HOSTS:
        doi = normalise_doi(unquote(path.lstrip("/")).replace("\\_", "_"))
        return ("doi", doi) if doi else None
    if host in _ARXIV_HOSTS:
        match = _ARXIV_PATH.match(path)
        if match is None:
            return None
        # A wrong id goes the same way: it is broken without asking anybody.
        return "arxiv", normalise_arxiv(unquote(match[1])) or unquote(match[1])
    return None


def _hint(bare: str) -> str:
    """What is odd at the end: a sign that mostly belongs to the sentence around."""
    last = bare[-1]
    pairs = {")": "(", "）": "（", "]": "[", "】": "【", "》": "《", ">": "<", "」": "「"}
    if last in pairs:
        return f"it ends in '{last}'; remove it?" if bare.count(last) > bare.count(pairs[last]) else ""
    return f"it ends in '{last}'; remove it?" if last in "。，、；：！？,;\"'”’`*" else ""


def _other(bare: str, scheme: str) -> Target:
    if scheme == "mailto":
        address = unquote(bare[7:].partition("?")[0])
        good = all(_MAIL.match(one.strip()) for one in address.split(",")) if address else "?" in bare
        return Target("mail", address) if good else Target("bad", f"'{address}' is no mail address")
    if scheme == "doi":
        doi = normalise_doi(bare)
        return Target("doi", doi, host="doi.org") if doi else Target("bad", "no DOI behind 'doi:'")
    if scheme == "arxiv":
        return Target("arxiv", normalise_arxiv(bare) or bare[6:], host="arxiv.org")
    if scheme == "data" and _IMAGE_DATA.match(bare):
        return Target("other", "data")
    if scheme in FORBIDDEN:
        return Target("forbidden", scheme)
    return Target("ftp" if scheme in ("ftp", "ftps", "gopher") else "other", scheme)
