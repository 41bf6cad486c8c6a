"""The words that a knowledge base declares: settings, statuses, kinds, topics, venues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from papernotes.checks.registry import RULES, found, reported, rule
from papernotes.identifiers import arxiv_typo_in
from papernotes.model.library import Library
from papernotes.model.paper import KINDS, PUBLISHED
from papernotes.model.topic import ancestors, topic_path
from papernotes.model.venue import registry
from papernotes.model.where import Where
from papernotes.problem import Level, Problem, near


@rule("SET001", Level.ERROR, "suggestion")
def settings(library: Library, levels: Mapping[str, str]) -> Iterator[Problem]:
    """A setting in mkdocs.yml is unknown or holds a value of another type, or the notes folder is not there.

    Why: A misspelt setting has no effect, and nothing else says so. Without its folder no site is built.
    Bad:
        vit:
          title: ViT
        === mkdocs.yml ===
        plugins:
          - papernotes:
              catalog: papers.yaml
    Good:
        vit:
          title: ViT
        === mkdocs.yml ===
        plugins:
          - papernotes:
              catalogue: papers.yaml
    """
    yield from reported(library, "SET001")
    families = {id.rstrip("0123456789") for id in RULES}
    for id in levels:
        if id not in RULES and id not in families:
            yield found(
                Where("mkdocs.yml"), f"unknown rule '{id}'", near(id, RULES, "see 'papernotes check --explain'")
            )


@rule("CAT012", Level.ERROR, "suggestion", of="paper")
def unknown_word(library: Library) -> Iterator[Problem]:
    """A status, a kind or a topic is not one of those declared (error), or a venue not one we know (warning).

    Why: One word written in two ways is two pages of the site.
    Bad:
        vit:
          title: ViT
          status: 巳读
    Good:
        vit:
          title: ViT
          status: 已读
    """
    statuses, topics = library.statuses, _declared(library)
    suggest = lru_cache(maxsize=None)(registry().suggest)
    for paper in library.papers:
        if paper.status and not statuses.find(paper.status):
            fix = near(paper.status, statuses.words(), "one of " + ", ".join(s.zh for s in statuses.all))
            yield found(paper.at("status="), f"unknown status '{paper.status}'", fix)
        if paper.kind not in KINDS:
            fix = near(paper.kind, KINDS, "one of " + ", ".join(KINDS))
            yield found(paper.at("kind="), f"unknown kind '{paper.kind}'", fix)
        for i, topic in enumerate(map(topic_path, paper.topics)) if topics else ():
            if topic not in topics:
                fix = near(topic, topics, "declare it in the setting 'topics'")
                yield found(paper.at(f"topics.{i}"), f"unknown topic '{topic}'", fix)
        unknown = paper.venue and paper.kind in PUBLISHED and not registry().find(paper.venue)
        # ID002 says what is arXiv, misspelt.
        if unknown and not arxiv_typo_in(paper.venue):
            name = suggest(paper.venue)
            fix = f"did you mean '{name}'?" if name else "check its spelling; a venue we do not know may stay"
            yield found(paper.at("venue="), f"unknown venue '{paper.venue}'", fix, level=Level.WARNING)


def _declared(library: Library) -> set[str]:
    return {part for topic in library.topic_list for part in ancestors(topic_path(topic)) if part}
