"""The law of `update`: whatever services say, what the user wrote stays, unless it was named; the file stays readable."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from papernotes.cli import cli
from papernotes.cli.update import FIELDS
from papernotes.evidence.changes import chosen, proposals
from papernotes.evidence.said import ORDER, Evidence, Said
from papernotes.model.paper import Paper, values
from papernotes.problem import PapernotesError
from papernotes.record import Found, Ident, NotFound, Record, Unavailable
from papernotes.store import catalogue, edit
from services import ONE, TWO, Work, World, serving
from services import Said as Answer

KB = "site_name: x\ndocs_dir: notes\nplugins: [papernotes]\n"
TEXT = """\
# 'mine'
whole:
  title: Sorting Imaginary Numbers with Teacups   # a comment
  authors: [Ada Beispiel, "例, Bo"]
  venue: arXiv
  year: 2021
  month: 1
  arxiv: "2101.99901"
  doi: 10.5555/teacups.1
  openreview: TeaCups0001
  acl: 2021.teacups-long.1
  dblp: conf/icml/Beispiel21
  tags: [oral]
bare: {title: A Survey of Surveys of Unwritten Books, topics: [茶]}
half:
  title: "A Survey of Surveys of Unwritten Books"
  venue: CVPR
  doi: 10.5555/surveys.2
  summary: |
    two
    lines
draft:
  title: arXiv 1912.99902
  arxiv: "1912.99902"
  needs: [title, metadata]
"""
PAPERS = catalogue.read(TEXT, "papers.yaml").papers
KINDS = ("arxiv", "doi", "openreview", "acl", "dblp", "isbn")

words = st.sampled_from([ONE.title, TWO.title, TWO.title.upper(), "null", "- x: {", "a: b # c", "'\"\\", ""]) | st.text(
    max_size=30
)
people = st.lists(
    st.sampled_from([*ONE.authors, *TWO.authors, "Muster, Cleo", "~", "a, b, c"]) | st.text(max_size=12), max_size=4
)
ids = st.dictionaries(
    st.sampled_from(KINDS),
    st.sampled_from([*ONE.ids.values(), *TWO.ids.values(), "10.48550/arxiv.2101.99901", "10.65215/x"])
    | st.text(max_size=12),
    max_size=4,
)
records = st.builds(
    Record,
    source=st.sampled_from([*ORDER, "openalex", "page"]),
    title=words,
    authors=people.map(tuple),
    year=st.none() | st.sampled_from([2019, 2021, 2022]) | st.integers(-1, 99999),
    venue=st.sampled_from(["ICML", "CVPR", "arXiv", "CoRR", "Invented Letters", ""]) | st.text(max_size=12),
    kind=st.sampled_from(["article", "inproceedings", "preprint", "book", "other", ""]),
    ids=ids,
    published=ids,
    version=st.none() | st.integers(0, 9),
    state=st.sampled_from(["", "", "retracted", "withdrawn", "rejected", "concern"]),
    url=st.text(max_size=12),
    extra=st.dictionaries(
        st.sampled_from(["lookalike", "notice", "submitted", "accepted_at", "updated", "venueid"]),
        st.sampled_from(["ICML", "2030-01-01", "", True]), max_size=3,
    ),
    month=st.none() | st.integers(1, 12),
)  # fmt: skip
outcomes = records.map(Found) | st.builds(NotFound, st.just("crossref"), st.booleans()) | st.builds(
    Unavailable, st.just("dblp"), st.text(max_size=5)
)  # fmt: skip
lists = st.lists(records, max_size=4).map(tuple)
evidences = st.builds(
    Evidence,
    said=st.lists(
        st.builds(Said, st.sampled_from([*ORDER, "doi_ra", "doi_handle"]), st.builds(Ident, st.sampled_from(KINDS), st.just("x")), outcomes),
        max_size=5,
    ).map(tuple),
    followed=lists,
    hits=lists,
    searched=st.just(("dblp",)),
    silent=st.just(()),
    earlier=lists,
    day=st.sampled_from(["2026-06-30", ""]),
)  # fmt: skip
named = st.none() | st.sets(st.sampled_from(FIELDS)).map(frozenset)


def kept(before: Mapping[str, Any], after: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Nothing that the user wrote is another one, unless it was named; nothing but what services know is new."""
    for name, value in before.items():
        if name not in allowed | {"needs"}:
            assert after.get(name) == value, name
    assert after.keys() - before.keys() <= allowed


def readable(text: str) -> list[Paper]:
    """The papers, none of which has a new mistake."""
    read = catalogue.read(text, "papers.yaml")
    assert read.problems == []
    return list(read.papers)


@settings(max_examples=400)
@given(
    st.lists(st.dictionaries(st.sampled_from([paper.key for paper in PAPERS]), evidences, min_size=1), max_size=3),
    named,
)
def test_no_sequence_of_answers_changes_what_was_not_named(
    rounds: list[dict[str, Evidence]], fields: frozenset[str] | None
) -> None:
    text = TEXT
    allowed = frozenset(FIELDS) if fields is None else fields
    for answers in rounds:
        papers = {paper.key: paper for paper in readable(text)}
        changes = {key: chosen(proposals(papers[key], said), fields) for key, said in answers.items()}
        event(f"changes: {bool(any(changes.values()))}")
        wanted = {key: {one.field: one.new for one in made} for key, made in changes.items() if made}
        text = edit.set_many(text, "papers.yaml", wanted)
        assert all(one.evidence for made in changes.values() for one in made)
    for before, after in zip(PAPERS, readable(text), strict=True):
        kept(values(before), values(after), allowed)


@given(evidences)
def test_a_second_run_changes_nothing(said: Evidence) -> None:
    for paper in PAPERS:
        after = dataclasses.replace(paper, **{c.field: _stored(c.new) for c in proposals(paper, said)})
        assert proposals(after, said) == []


def _stored(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


garbage = st.binary(max_size=40) | st.sampled_from(
    [b"{}", b"[]", b"null", b"<feed/>", b"<html>bot?</html>", b'{"message": 1}']
)
types = st.sampled_from(["application/json", "text/html", "application/atom+xml", "text/plain", ""])
answers = st.builds(Answer, st.sampled_from([200, 200, 403, 404, 400]), types, garbage)
works = st.lists(
    st.builds(
        Work, words, people.filter(all).map(lambda names: tuple(n for n in names if n.split() and n.isprintable())),
        st.sampled_from([2019, 2021, 0, 99999]), st.sampled_from([ONE.venue, TWO.venue, "CVPR", ""]), st.sampled_from([ONE.ids, TWO.ids | ONE.ids]),
    ), max_size=3,
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    works,
    st.dictionaries(st.sampled_from(sorted(ORDER)), answers, max_size=4),
    st.sets(st.sampled_from(FIELDS), min_size=1),
)
def test_the_command_changes_only_what_was_named(
    known: list[Work], faults: dict[str, Answer], fields: set[str]
) -> None:
    world = World(works=[*known, ONE, TWO], faults=dict(faults))
    with tempfile.TemporaryDirectory() as folder, serving(world):
        root = Path(folder)
        (root / "notes").mkdir()
        (root / "mkdocs.yml").write_text(KB, "utf-8")
        (root / "papers.yaml").write_text(TEXT, "utf-8")
        environ = {"PAPERNOTES_ENDPOINTS": json.dumps(world.bases), "CI": "true"}
        for arguments, allowed in ([], frozenset[str]()), (["--yes=" + ",".join(fields)], frozenset(fields)):
            result = CliRunner(env=environ).invoke(cli, ["-C", str(root), "update", "--budget", "5", *arguments])
            assert result.exception is None or isinstance(result.exception, SystemExit | PapernotesError), (
                result.exc_info
            )
            text = (root / "papers.yaml").read_text("utf-8")
            for before, after in zip(PAPERS, readable(text), strict=True):
                kept(values(before), values(after), allowed)
        assert os.listdir(root / "notes") == []
