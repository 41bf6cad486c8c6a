"""Serving: after an edit the host builds again only what we cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from papernotes.problem import PapernotesError
from papernotes.site.rebuild import rebuild


class Again:
    """A builder for the host's server: ours where it can, else the host's."""

    def __init__(self, builder: Callable[..., None], root: Path, site: Path, log: Any) -> None:
        self.builder = builder
        self.root = root
        self.site = site
        self.log = log

    def __call__(self) -> None:
        """Build what has changed."""
        start = monotonic()
        try:
            done = rebuild(self.root, self.site, serving=True)
        except PapernotesError:
            # The host says it.
            done = None
        if done is None:
            self.builder()
            return
        for level, said in done.said:
            self.log.log(logging.getLevelName(level.upper()), "%s", said.removeprefix("papernotes: "))
        self.log.info("%d files written, %d removed in %.2f s", done.written, done.removed, monotonic() - start)
