"""Everything a knowledge base holds, with its indexes computed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from papernotes.model.asset import Asset
from papernotes.model.directive import Directive
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.model.status import Status, Statuses
from papernotes.model.topic import Topic, ancestors, topic_path
from papernotes.model.venue import registry
from papernotes.problem import Problem


@dataclass
class Library:
    """Papers in the catalogue's order, notes in path order, and what was wrong while reading them."""

    papers: Sequence[Paper] = ()
    notes: Sequence[Note] = ()
    problems: Sequence[Problem] = ()
    statuses: Statuses = field(default_factory=Statuses)
    topic_list: Sequence[Topic] = ()
    """The declared topics; empty means any topic may be used."""
    assets: Sequence[Asset] = ()
    """The catalogue's files and every file under the notes folder, notes included."""
    directives: Sequence[Directive] = ()
    """The comments that switch rules and links off."""
    digest: str = ""
    """What tells the text of the catalogue's files from every other; "" where that is unknown."""
    frame: str = ""
    """The same of all but the papers' statuses: where it is as it was, everything else stands where it stood."""
    lost: frozenset[str] = frozenset()
    """The keys of entries that could not be read; "" is one of them where a whole file could not."""

    @cached_property
    def by_key(self) -> Mapping[str, Paper]:
        """Papers by citation key."""
        return {paper.key: paper for paper in self.papers}

    def lacks(self, key: str) -> bool:
        """Whether the catalogue has no such paper, not even one that could not be read."""
        return key not in self.by_key and key not in self.lost and "" not in self.lost

    @cached_property
    def note_of(self) -> Mapping[str, Note]:
        """The note of a paper, by the paper's key."""
        return {note.key: note for note in self.notes if note.kind is NoteKind.PAPER}

    @cached_property
    def topic_intro(self) -> Mapping[Topic, Note]:
        """The introduction of a topic, by its path."""
        return {note.key: note for note in self.notes if note.kind is NoteKind.TOPIC}

    def status(self, paper: Paper) -> Status:
        """The paper's status; the first of the list where it has none."""
        return self.statuses.of(paper.status)

    @cached_property
    def by_status(self) -> Mapping[str, Sequence[Paper]]:
        """Papers by the status's name, in the order of the statuses; empty ones are absent."""
        written: dict[str, str] = {}
        found: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            name = written.get(paper.status)
            if name is None:
                name = written[paper.status] = self.status(paper).name
            found[name].append(paper)
        return {s.name: found[s.name] for s in self.statuses.all if s.name in found}

    @cached_property
    def by_topic(self) -> Mapping[Topic, Sequence[Paper]]:
        """Papers by topic, those of its sub-topics included, topics in order of appearance, each before its own."""
        groups: dict[Topic, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            for topic in _topics_of(paper):
                groups[topic].append(paper)
        place = {topic: i for i, topic in enumerate(groups)}
        order = sorted(groups, key=lambda topic: [place[t] for t in ancestors(topic)])
        return {topic: groups[topic] for topic in order}

    def children(self, topic: Topic) -> list[Topic]:
        """The topics right below one ("" for the roots), in order."""
        return self._children.get(topic, [])

    @cached_property
    def _children(self) -> Mapping[Topic, list[Topic]]:
        found: dict[Topic, list[Topic]] = defaultdict(list)
        for topic in self.by_topic:
            found[topic.rpartition("/")[0]].append(topic)
        return found

    @cached_property
    def by_venue(self) -> Mapping[str, Sequence[Paper]]:
        """Papers by the venue's canonical name, most papers first."""
        groups: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            if paper.venue:
                groups[venue_name(paper)].append(paper)
        return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))

    @cached_property
    def by_year(self) -> Mapping[int, Sequence[Paper]]:
        """Papers by year, newest first."""
        groups: dict[int, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            if paper.year is not None:
                groups[paper.year].append(paper)
        return dict(sorted(groups.items(), reverse=True))

    @cached_property
    def by_tag(self) -> Mapping[str, Sequence[Paper]]:
        """Papers by tag, most papers first."""
        groups: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            if tags := paper.tags:
                for tag in _each_once(tags):
                    groups[tag].append(paper)
        return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))

    @cached_property
    def by_author(self) -> Mapping[str, Sequence[Paper]]:
        """Papers by author as written, in alphabetical order."""
        groups: dict[str, list[Paper]] = defaultdict(list)
        for paper in self.papers:
            for name in dict.fromkeys(paper.authors):
                groups[name].append(paper)
        return dict(sorted(groups.items()))

    @cached_property
    def mentioned_by(self) -> Mapping[str, Sequence[Note]]:
        """The notes that mention a paper, by its key; a note does not mention its own paper."""
        found: dict[str, list[Note]] = defaultdict(list)
        for note in self.notes:
            for key in note.mentions:
                if key != note.key or note.kind is not NoteKind.PAPER:
                    found[key].append(note)
        return dict(found)


def _topics_of(paper: Paper) -> Iterable[Topic]:
    """The paper's topics and those above them, each once."""
    if len(paper.topics) == 1 and (topic := topic_path(paper.topics[0])):
        return ancestors(topic)
    return dict.fromkeys(t for path in paper.topics for t in ancestors(topic_path(path)) if t)


def _each_once(names: Sequence[str]) -> Iterable[str]:
    return names if len(names) == 1 else dict.fromkeys(names)


def venue_name(paper: Paper) -> str:
    """The canonical name of the paper's venue, or what the user wrote where the registry does not know it."""
    return _canonical(paper.venue) if paper.venue else ""


@lru_cache(maxsize=4096)
def _canonical(name: str) -> str:
    venue = registry().find(name)
    return venue.name if venue else name
