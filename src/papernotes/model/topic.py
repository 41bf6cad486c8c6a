"""Topics: paths in a tree, such as 文字检测和识别/检测."""

from __future__ import annotations

from functools import lru_cache

Topic = str
"""A path whose names are joined by "/", without spaces around them and without empty names."""


_DEEPEST = 16
"""Levels of a path; each is a folder of the site, and file systems have an end."""


@lru_cache(maxsize=4096)
def topic_path(text: str) -> Topic:
    """The normal form of a topic as a user writes it; "" if it names nothing. What is too deep is one last name."""
    names = [part for part in (name.strip() for name in text.split("/")) if part]
    if len(names) > _DEEPEST:
        names[_DEEPEST - 1 :] = [" › ".join(names[_DEEPEST - 1 :])]
    return "/".join(names)


@lru_cache(maxsize=4096)
def ancestors(topic: Topic) -> tuple[Topic, ...]:
    """The topics above it and itself, from the root down."""
    names = topic.split("/")
    return tuple("/".join(names[: i + 1]) for i in range(len(names)))


def parent(topic: Topic) -> Topic:
    """The topic above, "" for a root."""
    return topic.rpartition("/")[0]


def leaf(topic: Topic) -> str:
    """The last name of the path."""
    return topic.rpartition("/")[2]
