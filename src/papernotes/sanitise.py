"""What a note's HTML may hold: text, tables, pictures, maths and code, and nothing that runs or leaves the page.

Python-Markdown lets raw HTML through; its author's advice is to sanitise what it gives. Here that is done by nh3, a
binding to ammonia, which parses as a browser does. docs/security.md says what is allowed and why."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import escape, unescape
from urllib.parse import urlsplit

import nh3

from papernotes.late import regex

TAGS = frozenset(
    "a abbr article aside b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt "
    "em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input ins kbd label li mark ol p pre q rp rt ruby "
    "s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var "
    "wbr".split()
)
_EVERYWHERE = {"class", "id", "title", "lang", "dir", "role", "aria-label", "aria-hidden", "aria-describedby"}
_ATTRIBUTES = {
    "a": {"href", "name", "hreflang"},
    "img": {"src", "alt", "width", "height", "loading"},
    "td": {"align", "colspan", "rowspan", "headers"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "col": {"span", "width"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "details": {"open"},
    "input": {"checked", "disabled", "id", "name"},
    "label": {"for"},
    "time": {"datetime"},
    "del": {"datetime", "cite"},
    "ins": {"datetime", "cite"},
    "blockquote": {"cite"},
    "q": {"cite"},
}
_SCHEMES = {"http", "https", "mailto", "data"}
"""`data` for pictures only, see `_allowed`."""
_CODE = {"script", "style", "template", "noscript", "iframe", "object", "embed", "math", "svg", "noembed", "noframes"}
"""What stands in these is no text of the note's."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PICTURE = regex(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*\Z", re.I)
_THEIRS = re.compile(r"(?:__(?!tabbed|codelineno|span)|pn-).*|.*\$\Z", re.S)
"""Names that scripts of the theme and of the site look up: __config, document$, pn-search."""
_CLASS = regex(r"(?<!\S)(?:md-(?!button|tag|typeset)|pn-(?!(?:ref|missing|outside)(?!\S))|js-)\S*")
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|right|center);"')
_IMG = re.compile(r'<img(?: [^\s"=>]+="[^"]*")*>')
_REL = re.compile(
    r'(<a(?=(?: [\w-]+="[^"]*")* href="(?!https?:|//))(?: (?!target=|rel=)[\w-]+="[^"]*")*) rel="noopener noreferrer">'
)
_ATTRIBUTE = regex(r' ([a-z]+)="([^"]*)"')


def clean(html: str, hosts: Collection[str] = (), word: str = "") -> str:
    """A note's rendered HTML without what could run, load, cover the page or stand for a part of it.

    A picture of another site becomes a link, marked by `word`, unless its host is one of `hosts`."""
    # A column's alignment, as the Markdown extension writes it; the site's policy allows no style attributes.
    html = _ALIGNED.sub(r'<\1 align="\2"', html)
    html = _IMG.sub(lambda match: _picture(match[0], hosts, word), _CLEANER.clean(html))
    # Within the site there is nobody to hide from.
    return _REL.sub(r"\1>", html)


def words_only(html: str) -> str:
    """HTML as text, escaped once: an entry of a table of contents, which a theme takes for HTML."""
    return nh3.clean(html, tags=set(), attributes={}) if "<" in html else html


def safe_id(name: str) -> str:
    """An anchor's name that no script takes for its own."""
    return f"user-{name}" if _THEIRS.match(name) else name


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        return _CLASS.sub("", value) if "-" in value else value
    if attribute in ("href", "src"):
        return _address(tag, attribute, value)
    if attribute in ("id", "name", "for"):
        return safe_id(value)
    return value


def _address(tag: str, attribute: str, value: str) -> str | None:
    if _CONTROL.search(value):
        return None
    if value.startswith("#"):
        return "#" + safe_id(value[1:])
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return None
    if parts.scheme == "data":
        return value if tag == "img" and attribute == "src" and _PICTURE.match(value) else None
    # https://arxiv.org@example.com is no page of arXiv's.
    return None if "@" in parts.netloc else value


def _picture(tag: str, hosts: Collection[str], word: str) -> str:
    said = dict(_ATTRIBUTE.findall(tag))
    source = unescape(said.get("src", "")).strip().replace("\\", "/")
    parts = urlsplit(source)
    if parts.scheme not in ("http", "https") and not parts.netloc:
        return tag
    if parts.hostname in hosts:
        return tag
    shown = said.get("alt") or escape(parts.netloc)
    return f'<a class="pn-outside" href="{escape(source)}" rel="noopener noreferrer">{word}{shown}</a>'


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_CODE,
    attributes={"*": _EVERYWHERE} | _ATTRIBUTES,
    attribute_filter=_allowed,
    tag_attribute_values={"input": {"type": {"checkbox", "radio"}}, "a": {"target": {"_blank"}}},
    set_tag_attribute_values={},
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
)
