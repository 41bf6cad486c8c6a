"""What a theme writes into every page and nothing reads there: in HTML an icon's name space; words of a search that
is off."""

from __future__ import annotations

import json
import re

from papernotes.late import regex

_NAMESPACE = regex(r'<svg xmlns="http://www\.w3\.org/2000/svg"(?=[ >])')
_CONFIG = regex(r'(<script id="__config" type="application/json">)(.*?)(?=</script>)', re.S)
_SEARCH = 'data-md-component="search"'


def spare(html: str) -> str:
    """The theme's page, or what stands around a page's content, without what nothing reads in it."""
    searches = _SEARCH in html
    return _CONFIG.sub(lambda match: match[1] + _config(match[2], searches), _NAMESPACE.sub("<svg", html))


def _config(said: str, searches: bool) -> str:
    """What the theme's script is told, which reads of a search and of versions only on a page that has them."""
    try:
        config = json.loads(said)
        words = config["translations"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        # Another theme's.
        return said
    unread = tuple(name for name, read in (("search.", searches), ("select.", config.get("version"))) if not read)
    config["translations"] = {name: word for name, word in words if not name.startswith(unread)}
    if not searches:
        config.pop("search", None)
    kept = {name: value for name, value in config.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
