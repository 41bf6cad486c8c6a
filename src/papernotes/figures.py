"""Pictures of a note that open large, diagrams that the site draws itself, and boxes of tasks that have a name."""

from __future__ import annotations

import re
from html import escape, unescape

from papernotes.late import regex

DIAGRAM = 'class="pn-diagram"'
"""What marks a diagram in a page."""
_PIECE = regex(r'<a\b|</a>|<img(?: [^\s"=>]+="[^"]*")*\s*/?>')
_SOURCE = regex(r'\ssrc="([^"]*)"')
# What Markdown extensions make of a fence that is called mermaid: superfences with a custom fence, with highlighting by
# Pygments or without it, and fenced_code.
_DIAGRAMS = regex(
    r'<pre class="mermaid">\s*<code>(.*?)</code>\s*</pre>|'
    r'<div class="language-mermaid highlight">\s*<pre[^>]*>(?:<span></span>)?<code[^>]*>(.*?)</code>\s*</pre>\s*</div>|'
    r'<pre class="language-mermaid highlight">\s*<code[^>]*>(.*?)</code>\s*</pre>|'
    r'<pre[^>]*>\s*<code class="language-mermaid">(.*?)</code>\s*</pre>',
    re.S,
)
_TAG = regex(r"<[^>]*>")
_TASK = regex(r'<input(?=[^>]*\stype="checkbox")(?![^>]*\saria-label)([^>]*\schecked)?')


def dressed(html: str) -> str:
    """A note's HTML with its pictures in links to themselves, its diagrams marked, its tasks' boxes named."""
    if "mermaid" in html:
        html = _DIAGRAMS.sub(_diagram, html)
    if "<input" in html:
        # Task lists make boxes without a name; readers of screens read these signs in their own language.
        html = _TASK.sub(lambda box: f'<input aria-label="{"☑" if box[1] else "☐"}"{box[1] or ""}', html)
    return _linked(html) if "<img" in html else html


def _diagram(match: re.Match[str]) -> str:
    said = unescape(_TAG.sub("", next(group for group in match.groups() if group is not None)))
    # Not the theme's own class: it would fetch the drawing program from another site.
    return f"<pre {DIAGRAM}>{escape(said.strip())}</pre>"


def _linked(html: str) -> str:
    """Pictures that stand in no link; one within a link keeps the link."""
    inside = False

    def piece(match: re.Match[str]) -> str:
        nonlocal inside
        found = match[0]
        if not found.startswith("<img"):
            inside = found == "<a"
            return found
        source = _SOURCE.search(found)
        if inside or not source or source[1].startswith("data:"):
            return found
        return f'<a class="pn-figure" href="{source[1]}">{found}</a>'

    return _PIECE.sub(piece, html)
