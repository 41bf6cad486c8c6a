"""The header's search box: a field, a place for results, the help on shortcuts; without scripts, a link to /browse/."""

from __future__ import annotations

import json

from papernotes.views.html import Scene
from papernotes.views.strings import strings

_SAID = (
    *(
        "box_papers",
        "box_notes",
        "box_all",
        "box_none",
        "box_found",
        "box_busy",
        "box_help",
        "find_failed",
        "find_disk",
        "box_disk",
    ),
    *("keys_title", "keys_search", "keys_help", "keys_move", "keys_open", "keys_leave", "keys_rows", "keys_random"),
    *("keys_single", "keys_close", "trail", "trail_back", "previous", "next"),
    *("copy", "copied", "copy_key", "copy_markdown", "copy_link", "select", "figure_close"),
)
"""The words that the scripts of every page need."""

_PALETTE = (
    "for(const{dataset:one}of document.getElementsByName('__palette')){const all=document.body.dataset;"
    "all.mdColorMedia||matchMedia(one.mdColorMedia).matches&&Object.assign(all,one,{mdColorMedia:''})}"
)
"""On a first visit the theme chooses between light and dark when its script has come, and until then a dark system
shows a white page. This does the same before anything is painted; a choice that was kept is left alone."""


def box(scene: Scene, root: str, palette: bool = True) -> str:
    """The box's HTML for a page from which `root` leads to the site's root ("." or "../..").

    `palette` says whether the theme has light and dark to choose from."""
    label = scene.word("box_label")
    browse = f"{root}/{scene.urls.link('', 'browse').removeprefix('./')}"
    return (
        f"{f'<script>{_PALETTE}</script>' if palette else ''}"
        f'<div class="pn-box" role="search" aria-label="{label}" data-root="{root}/">'
        f'<a class="pn-box-link" href="{browse}"><span>{label}</span></a>'
        f'<label class="pn-box-field"><input type="search" class="pn-box-input" role="combobox"'
        f' aria-label="{label}" placeholder="{label}" aria-expanded="false" aria-controls="pn-box-list"'
        ' aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search">'
        '<kbd aria-hidden="true">/</kbd></label>'
        '<div class="pn-box-out" hidden><div id="pn-box-list" role="listbox" aria-label="'
        f'{scene.word("find_text")}"></div><p class="pn-box-foot" role="status"></p></div></div>'
    )


def told(scene: Scene) -> bytes:
    """What stands before the script that all pages load, so that no page has to: words, the browse page."""
    words = strings(scene.language)
    said = {"browse": scene.urls.link("", "browse"), "words": {name: words[name] for name in _SAID}}
    return f"window.papernotesTold={json.dumps(said, ensure_ascii=False, separators=(',', ':'))};\n".encode()
