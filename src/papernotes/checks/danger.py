"""What a note may not hold: HTML that runs, addresses that are none, secrets."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from papernotes.checks.registry import found, rule
from papernotes.checks.texts import Texts
from papernotes.late import regex
from papernotes.model.library import Library
from papernotes.problem import Level, Problem
from papernotes.store.mistake import short

_TAGS = "script iframe style object embed form base meta link applet frame frameset input button textarea".split()
_TAG = regex(rf"<({'|'.join(_TAGS)})(?=[\s/>])", re.I)
_HANDLER = regex(r"<[a-zA-Z][^<>]{0,2000}?[\s/\"'](on[a-z]{3,20})[ \t]*=", re.I)
_SCRIPTS = ("javascript:", "vbscript:", "livescript:", "file:", "data:", "blob:", "jar:")
# A small image in the text is what other programs write.
_IMAGE = regex(r"data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.I)
_IGNORED = regex(r"[\x00-\x20\x7f-\x9f\u200b-\u200d\ufeff]+")
SECRETS = {
    "AWS access key": r"(?<![A-Z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Z0-9])",
    "GitHub token": r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})",
    "GitLab token": r"(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,255}",
    "OpenAI or Anthropic key": r"(?<![A-Za-z0-9])sk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_]{20}[A-Za-z0-9_-]{12,255}",
    "Hugging Face token": r"(?<![A-Za-z0-9])hf_[A-Za-z]{34}(?![A-Za-z])",
    "Slack token": r"(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{20,255}",
    "Google API key": r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])",
    "PyPI token": r"(?<![A-Za-z0-9])pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,255}",
    "private key": r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----",
}
"""Keys by their documented shapes: https://docs.github.com/code-security/secret-scanning."""
_SECRET_SIGNS = (
    "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "sk-", "hf_", "xox", "AIza",
    "pypi-AgE", "PRIVATE KEY",
)  # fmt: skip
_MAIL = regex(
    r"(?<![\w.+/-])[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w/:.-]*@)(?![\w:/])"
)
_NO_ONE = regex(
    r"@(?:[\w.-]+\.)?(?:example\.(?:com|org|net)|[\w.-]+\.(?:example|test|invalid|localhost))\Z|\A(?:git|noreply|no-reply)@",
    re.I,
)


@rule("NOTE019", Level.WARNING, of="note")
def running_html(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note holds HTML that runs, loads or asks for something: script, iframe, style, form, `onclick`.

    Why: Python-Markdown passes all of it on to the page. In code it is only text.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        <iframe src="https://example.org/video"></iframe>
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        [视频](https://example.org/video)，`<iframe>` 不行
    """
    for text in texts.having("<"):
        for match in _TAG.finditer(text.prose):
            yield found(text.at(match.start()), f"HTML '<{match[1].lower()}>'", "write Markdown, or put it in code")
        if "=" in text.prose:
            for match in _HANDLER.finditer(text.prose):
                yield found(text.at(match.start(1)), f"HTML attribute '{match[1].lower()}'", "remove it")


@rule("LINK005", Level.ERROR, of="note")
def forbidden_link(library: Library, texts: Texts) -> Iterator[Problem]:
    """A link runs script, opens a file of the reader's, hides its host behind a name, or mixes alphabets in its host.

    Why: `javascript:` runs as you; `https://arxiv.org@evil.example` is no page of arXiv; a Cyrillic а looks like an a.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](javascript:alert(1))
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](https://arxiv.org/abs/2010.11929)
    """
    for paper in library.papers:
        for name, url in paper.links.items():
            if said := _forbidden(url, image=False):
                yield found(paper.at(f"links.{name}"), f"link '{short(url)}' {said}", "write an https address")
    for text in texts.having("](", "]:", "href", "src", "HREF", "SRC", "<http"):
        for link in text.links:
            image = link.kind in ("image", "src")
            # NOTE009 knows an image on a disk.
            if (said := _forbidden(link.target, image)) and not (image and link.target[:5].lower() == "file:"):
                yield found(text.at(link.place), f"link '{short(link.target)}' {said}", "write an https address")


def _forbidden(url: str, image: bool) -> str:
    """What is wrong with an address, "" if nothing."""
    if url.isascii() and url.startswith(("https://", "http://")) and "@" not in url:
        return ""
    plain = _IGNORED.sub("", html.unescape(url)).casefold()
    scheme = next((scheme for scheme in _SCRIPTS if plain.startswith(scheme)), "")
    if scheme:
        return "" if image and _IMAGE.match(plain) else f"has the scheme '{scheme[:-1]}'"
    if plain.startswith(("//", "\\\\", "/\\")):
        return "names a host without saying how to ask it"
    try:
        parts = urlsplit(plain)
        host = parts.hostname or ""
    except ValueError:
        return "is no address"
    if parts.scheme in ("http", "https") and "@" in parts.netloc:
        return f"has a name before its host '{host}'"
    return _mixed(host)


def _mixed(host: str) -> str:
    """Whether a label of a host has letters of two alphabets.

    https://www.unicode.org/reports/tr39/#Mixed_Script_Detection"""
    if host.isascii():
        return ""
    for label in host.split("."):
        scripts = {unicodedata.name(char, "").split(" ")[0] for char in label if char.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return f"has letters of two alphabets in its host, {label!a}"
    return ""


@rule("SEC004", Level.ERROR, of="note")
def secret(library: Library, texts: Texts) -> Iterator[Problem]:
    """A note holds a key or a token (error), or somebody's e-mail address (info).

    Why: What is published stays published; who finds a key uses it within minutes.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        export AWS_ACCESS_KEY_ID=AKIAZZZZEXAMPLEZZZZZ
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        export AWS_ACCESS_KEY_ID=...
    """
    for text in texts.having(*_SECRET_SIGNS):
        for name, pattern in SECRETS.items():
            for match in re.finditer(pattern, text.body):
                # Never the secret itself: reports are published too.
                said = f"a {name}, '{match[0][:4]}...'" if name != "private key" else "a private key"
                yield found(text.at(match.start()), said, "withdraw it where it was made, then remove it here")
    for text in texts.having("@"):
        for match in _MAIL.finditer(text.visible):
            if not _NO_ONE.search(match[0]):
                said = f"the e-mail address '{match[0]}'"
                yield found(text.at(match.start()), said, "remove it if it is not public", level=Level.INFO)
