"""The comments that switch rules and links off."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from papernotes.checks.registry import RULES, found, rule
from papernotes.checks.texts import Texts
from papernotes.model.directive import Directive
from papernotes.model.library import Library
from papernotes.problem import Level, Problem, near


@rule("LINK011", Level.WARNING, "suggestion")
def idle_comment(library: Library, texts: Texts, unused: Sequence[Directive]) -> Iterator[Problem]:
    """A comment `papernotes: disable-...` or `ignore-link` does nothing: nothing is there, no reason is given, ...

    Why: A comment that outlives what it was written for hides the next mistake. One without a reason is not heeded.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        <!-- papernotes: disable-next-line NOTE010 -->
        没有图片，也没有理由。
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        <!-- papernotes: disable-next-line NOTE010 the image is ours -->
        ![结构](https://img-blog.csdnimg.cn/20210601.png)
    """
    families = {id.rstrip("0123456789") for id in RULES}
    for one in library.directives:
        if one.mistake:
            said, _, fix = one.mistake.partition("; ")
            yield found(one.where, said, fix)
        elif odd := next((name for name in one.rules if name not in RULES and name not in families), None):
            yield found(one.where, f"unknown rule '{odd}'", near(odd, RULES, "see 'papernotes check --explain all'"))
    for one in unused:
        if all(name in RULES or name in families for name in one.rules):
            yield found(one.where, f"'{one.verb} {' '.join(one.rules)}' switches nothing off", "remove the comment")
    yield from _idle_ignores(library, texts)


def _idle_ignores(library: Library, texts: Texts) -> Iterator[Problem]:
    """Comments that ignore a link where there is none."""
    ignores = [one for one in library.directives if one.verb == "ignore-link" and not one.mistake]
    if not ignores:
        return
    paths = {one.where.path for one in ignores}
    linked: set[tuple[str, int]] = set()
    for text in texts:
        if text.note.path not in paths:
            continue
        texts.open(text)
        linked |= {(text.note.path, text.at(link.place).line) for link in text.links}
        linked |= {
            (text.note.path, text.note.body_line + i) for i, line in enumerate(text.body.split("\n")) if "://" in line
        }
    notes = {note.path for note in library.notes}
    for one in ignores:
        if one.where.path in notes and (one.where.path, one.target) not in linked:
            yield found(one.where, "'ignore-link' stands where there is no link", "remove the comment")


@rule("LINK012", Level.WARNING, "suggestion")
def expired_ignore(library: Library, today: datetime.date) -> Iterator[Problem]:
    """A comment `papernotes: ignore-link` has passed its last day.

    Why: The link was to be right again by then.
    Bad:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](https://example.org/vit) <!-- papernotes: ignore-link reason="moving house" until=2020-01-31 -->
    Good:
        vit:
          title: ViT
        === notes/vit.md ===
        [ViT](https://example.org/vit) <!-- papernotes: ignore-link reason="moving house" until=2999-01-31 -->
    """
    for one in library.directives:
        if one.verb == "ignore-link" and one.until and one.until < today:
            said = f"the link was to be ignored until {one.until}"
            yield found(one.where, said, "see whether it is right now, then remove the comment or give a later day")
