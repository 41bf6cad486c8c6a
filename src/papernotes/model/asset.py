"""A file beside the notes that a check may look at."""

from __future__ import annotations

from typing import NamedTuple


class Asset(NamedTuple):
    """One file or linked folder under the notes folder, or a catalogue file."""

    path: str
    """Relative to the knowledge base: notes/images/fig.png."""
    uri: str
    """Relative to the notes folder: images/fig.png; "" for a file outside."""
    size: int = 0
    executable: bool = False
    leaves: bool = False
    """A symbolic link whose end lies outside the notes folder."""
    head: bytes = b""
    """The first bytes of an attachment, all of them for SVG; b"" for a note."""
    stamp: str = ""
    """What tells the file from itself after a change; "" where that is unknown."""
