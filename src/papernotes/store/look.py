"""Folders as they were when they were first looked at: who asks again is told the same."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence


class Look:
    """One look at some folders. A file's state is asked of the disk once, too."""

    def __init__(self) -> None:
        self.time_ns = time.time_ns()
        """No later than anything that was seen."""
        self.scans: dict[str, str] = {}
        """Of a folder, a hash of all that is below it; see papernotes.site.current."""
        self._entries: dict[str, Sequence[os.DirEntry[str]]] = {}

    def entries(self, folder: str) -> Sequence[os.DirEntry[str]]:
        """The files and folders in a folder. Raises OSError."""
        found = self._entries.get(folder)
        if found is None:
            with os.scandir(folder) as entries:
                found = self._entries[folder] = list(entries)
        return found
