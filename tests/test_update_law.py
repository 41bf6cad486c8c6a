"""The law of `update`: whatever services say, what the user wrote stays unless it was named, and can be read."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import event, given
from hypothesis import strategies as st

from often import examples
from papernotes.cli import cli
from papernotes.cli.update import FIELDS
from papernotes.evidence.changes import chosen, proposals
from papernotes.evidence.said import ORDER, Evidence, Said
from papernotes.lookup import Lookup
from papernotes.lookup.gather import gather
from papernotes.model.paper import Paper, values
from papernotes.record import Found, Ident, NotFound, Record, Unavailable
from papernotes.sources import registry
from papernotes.store import catalogue, edit
from services import ONE, TWO, Work, World, fetcher, serving
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

NASTY = ["null", "~", "- x: {", "a: b # c", "'\"\\", "", "\u202e\x00\n", "a" * 3000, "{", "&x *y", "😀"]
words = st.sampled_from([ONE.title, TWO.title, ONE.title, TWO.title, TWO.title.upper(), *NASTY])
people = st.sampled_from(
    [ONE.authors, TWO.authors, (), ("Muster, Cleo",), ("a, b, c", "~"), ("Bo 例", "Ada Beispiel"), tuple(NASTY[:5])]
)
ids = st.sampled_from(
    [{}, dict(ONE.ids), dict(TWO.ids), {"doi": "10.48550/arxiv.2101.99901"}, {"doi": "10.65215/x", "arxiv": "1"}]
    + [dict.fromkeys(("arxiv", "doi", "acl", "dblp", "openreview", "isbn"), bad) for bad in NASTY]
)
records = st.builds(
    Record,
    source=st.sampled_from([*ORDER, "openalex", "page"]),
    title=words,
    authors=people,
    year=st.sampled_from([None, 2019, 2021, 2022, -1, 0, 99999]),
    venue=st.sampled_from(["ICML", "CVPR", "arXiv", "CoRR", "Invented Letters", *NASTY]),
    kind=st.sampled_from(["article", "inproceedings", "preprint", "book", "other", ""]),
    ids=ids,
    published=ids,
    version=st.sampled_from([None, 0, 1, 3]),
    state=st.sampled_from(["", "", "retracted", "withdrawn", "rejected", "concern"]),
    url=st.sampled_from(NASTY),
    extra=st.sampled_from(
        [{}, {}, {"lookalike": True}, {"notice": True}, {"submitted": True}, {"accepted_at": "ICML"}, {"updated": "x"}]
    ),
    month=st.sampled_from([None, 1, 12]),
)  # fmt: skip
outcomes = records.map(Found) | st.builds(NotFound, st.just("crossref"), st.booleans()) | st.builds(
    Unavailable, st.just("dblp"), st.sampled_from(NASTY)
)  # fmt: skip
lists = st.lists(records, max_size=2).map(tuple)
own = st.builds(Ident, st.sampled_from(KINDS), st.just("x"))
evidences = st.builds(
    Evidence,
    said=st.lists(
        st.builds(Said, st.sampled_from([*ORDER, "doi_ra", "doi_handle"]), own, outcomes),
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


@examples(70, few=25)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([paper.key for paper in PAPERS]), evidences, min_size=1, max_size=2), max_size=2
    ),
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


@examples(40, few=25)
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
venues = st.sampled_from([ONE.venue, TWO.venue, "CVPR", ""])
all_ids = st.sampled_from([ONE.ids, {**TWO.ids, **ONE.ids}])
named_people = people.map(lambda names: tuple(name for name in names if name.split() and name.isprintable()) or ("X",))
works = st.lists(
    st.builds(Work, words, named_people, st.sampled_from([2019, 2021, 0, 99999]), venues, all_ids), max_size=3
)


async def gathered(world: World, papers: list[Paper]) -> dict[str, Evidence]:
    async with fetcher() as own:
        return await gather(Lookup(own, registry(world.bases)), papers, day="2026-06-30")


@examples(10, few=5)
@given(works, st.dictionaries(st.sampled_from(sorted(ORDER)), answers, max_size=4), named)
def test_whatever_comes_over_the_wire(
    known: list[Work], faults: dict[str, Answer], fields: frozenset[str] | None
) -> None:
    with serving(World(works=[*known, ONE, TWO], faults=dict(faults))) as world:
        said = asyncio.run(gathered(world, list(PAPERS)))
    made = {paper.key: chosen(proposals(paper, said[paper.key]), fields) for paper in PAPERS}
    wanted = {key: {one.field: one.new for one in changes} for key, changes in made.items() if changes}
    text = edit.set_many(TEXT, "papers.yaml", wanted)
    for before, after in zip(PAPERS, readable(text), strict=True):
        kept(values(before), values(after), frozenset(FIELDS) if fields is None else fields)


@pytest.mark.parametrize("fields", ["", "doi,year", "title", "venue,authors,dblp"])
def test_the_command_changes_only_what_was_named(tmp_path: Path, fields: str) -> None:
    wrong = [Work(TWO.title, ("Another Person",), 2001, "CVPR", {**ONE.ids}), *World().works]
    with serving(World(works=wrong, faults={"acl": Answer(body=b"{")})) as world:
        (tmp_path / "notes").mkdir()
        (tmp_path / "mkdocs.yml").write_text(KB, "utf-8")
        (tmp_path / "papers.yaml").write_text(TEXT, "utf-8")
        environ = {"PAPERNOTES_ENDPOINTS": json.dumps(world.bases), "CI": "true"}
        how = [f"--yes={fields}"] if fields else []
        result = CliRunner(env=environ).invoke(cli, ["-C", str(tmp_path), "update", "--budget", "2", *how])
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    for before, after in zip(PAPERS, readable((tmp_path / "papers.yaml").read_text("utf-8")), strict=True):
        kept(values(before), values(after), frozenset(filter(None, fields.split(","))))
