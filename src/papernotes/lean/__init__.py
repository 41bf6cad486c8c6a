"""A Markdown parser that leaves out what a text has no need of; what it gives is the same, in half of the time.

Python-Markdown tries each of its inline patterns on each piece of text, and most pieces hold nothing that one of them
begins with; it asks each of its block processors about each paragraph; it renders a table of contents for each text, be
it shown or not. superfences looks at each character at the beginning of each line, and sets up a formatter for each
block. All is done here by processors in its registries and by an output format of ours, which are there for that:
https://python-markdown.github.io/extensions/api/"""

from __future__ import annotations

from markdown import Markdown

from papernotes.lean import block, fence, inline, output, raw, tree
from papernotes.lean.settled import Settled


def lean(parser: Markdown) -> Markdown:
    """The parser, once its extensions are there, with less work for each text."""
    inline.shorten(parser)
    block.shorten(parser)
    tree.shorten(parser)
    fence.shorten(parser)
    raw.shorten(parser)
    output.shorten(parser)
    # After all others, who register more.
    parser.parser.blockprocessors = Settled(parser.parser.blockprocessors)
    parser.postprocessors = Settled(parser.postprocessors)
    return parser
