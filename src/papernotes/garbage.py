"""Python's search for rings of objects that nobody holds: where it costs more than it finds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 20_000
"""How many objects are made before rings are looked for; with Python's 700 that is a fortieth of its time."""


@contextmanager
def gc_paused() -> Iterator[None]:
    """No garbage collection within: it would walk every node of a large file again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def to_the_end() -> Iterator[None]:
    """What is made within lives to the end of the process, or goes by itself.

    To look for rings in it is a fiftieth of a build's time, and to take them apart at the end a twenty-fifth: a ring
    that is frozen is never freed."""
    with gc_paused():
        try:
            yield
        finally:
            gc.freeze()


@contextmanager
def seldom() -> Iterator[None]:
    """For a process that goes on, and has to let go of what it made, but not every moment."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
