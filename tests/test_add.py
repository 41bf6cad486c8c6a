"""`papernotes add WHAT...` as a user calls it, with services on loopback; whatever they say, the file stays right."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from papernotes.cli import cli
from papernotes.store import catalogue
from services import ONE, TWO, Said, Work, World, as_json, crossref_work, serving

KEY = "beispiel2021sorting"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with serving(World()) as served:
        monkeypatch.setenv("PAPERNOTES_ENDPOINTS", json.dumps(served.bases))
        yield served


def add(base: Path, *arguments: str, code: int = 0) -> Result:
    """The call; nothing that was in the catalogue has changed."""
    before = (base / "papers.yaml").read_text("utf-8")
    result = CliRunner().invoke(cli, ["-C", str(base), "add", *arguments])
    assert result.exit_code == code, (result.output, result.exception)
    after = (base / "papers.yaml").read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert not [p for p in catalogue.read(after, "papers.yaml").problems if p.rule.startswith("CAT00")]
    return result


def papers(base: Path) -> dict[str, dict[str, Any]]:
    """What is new in the catalogue."""
    read = yaml.safe_load((base / "papers.yaml").read_text("utf-8"))
    return {key: fields for key, fields in read.items() if fields.get("added")}


PREFIXES = {
    "pmid": "pmid:",
    "isbn": "isbn:",
    "github": "https://github.com/",
    "acl": "https://aclanthology.org/",
    "openreview": "https://openreview.net/forum?id=",
    "s2": "https://www.semanticscholar.org/paper/x/",
}


@pytest.mark.parametrize("kind", ONE.ids)
def test_every_kind_of_identifier(base: Path, world: World, kind: str) -> None:
    add(base, PREFIXES.get(kind, "") + ONE.ids[kind])
    [(key, entry)] = papers(base).items()
    assert entry["title"] == ONE.title and entry["year"] == 2021 and "needs" not in entry
    assert key == KEY and entry["authors"][0].endswith("Beispiel")
    if kind in ("arxiv", "doi", "openreview", "acl", "dblp", "isbn"):
        assert entry[kind] == ONE.ids[kind]
    if kind in ("doi", "openreview", "acl", "dblp", "pmid", "url"):
        assert entry["venue"] == "ICML"
    assert entry.get("links", {}) == {
        "github": {"code": "https://github.com/example-org/teacups"},
        "pmid": {"pubmed": "https://pubmed.ncbi.nlm.nih.gov/99900001"},
        "s2": {"page": f"https://www.semanticscholar.org/paper/{'a' * 40}"},
        "url": {"page": ONE.ids["url"], "pdf": "https://proceedings.example.org/v1/beispiel21a.pdf"},
    }.get(kind, {})


def test_several_at_once_with_options_and_notes(base: Path, world: World) -> None:
    whats = [ONE.ids["arxiv"], f"https://doi.org/{TWO.ids['doi']}", "[2020-ICLR-oral] A Line of a List"]
    result = add(base, *whats, "--topic", "检测", "--status", "在读", "--tag", "茶", "--note")
    new = papers(base)
    assert list(new) == [KEY, "muster2019survey", "line2020"]
    assert all(p["topics"] == ["检测"] and p["status"] == "在读" and "茶" in p["tags"] for p in new.values())
    for key in new:
        assert (base / "notes" / f"{key}.md").is_file() and f"notes/{key}.md: made" in result.output


@pytest.mark.parametrize("again", [ONE.ids["arxiv"], f"https://arxiv.org/abs/{ONE.ids['arxiv']}v7", ONE.title.upper()])
def test_a_known_paper_is_not_added_twice_and_nobody_is_asked(base: Path, world: World, again: str) -> None:
    add(base, ONE.ids["arxiv"])
    world.asked.clear()
    before = (base / "papers.yaml").read_bytes()
    result = add(base, again)
    assert KEY in result.stdout and "is this paper already" in result.stdout
    assert (base / "papers.yaml").read_bytes() == before and not world.asked


def test_the_same_paper_under_two_names_in_one_call(base: Path, world: World) -> None:
    add(base, ONE.ids["arxiv"], f"https://arxiv.org/pdf/{ONE.ids['arxiv']}", ONE.ids["doi"])
    assert list(papers(base)) == [KEY]


@pytest.mark.parametrize("offline", [True, False])
def test_a_draft_where_nobody_answers(base: Path, world: World, offline: bool) -> None:
    world.faults = dict.fromkeys(world.bases, Said(403, "text/html", b"no"))
    whats = ["2101.99901", "10.1109/tpami.2021.9990001", "An Invented Title", "https://page.example.org/x"]
    result = add(base, *whats, *(["--offline"] if offline else []))
    new = papers(base)
    assert [entry["needs"] for entry in new.values()] == [["title", "metadata"]] * 2 + [
        ["metadata"],
        ["title", "metadata"],
    ]
    assert new["arxiv-2101-99901"] | {"added": 0} == {
        "title": "arXiv 2101.99901", "venue": "arXiv", "year": 2021, "month": 1, "arxiv": "2101.99901", "added": 0,
        "needs": ["title", "metadata"],
    }  # fmt: skip
    assert new["doi-10-1109-tpami-2021-9990001"]["venue"] == "TPAMI"
    assert "'papernotes update' completes it" in result.stderr and bool(world.asked) is not offline
    again = add(base, *whats, "--offline")
    assert again.stdout.count("is this paper already") == 4


def test_what_does_not_exist_is_not_added(base: Path, world: World) -> None:
    result = add(base, "2101.00000", TWO.ids["doi"], code=1)
    assert list(papers(base)) == ["muster2019survey"]
    assert "2101.00000: not added; arxiv knows no paper with arXiv '2101.00000'" in result.stderr


def test_a_title_shows_candidates_and_takes_none_by_itself(base: Path, world: World) -> None:
    result = add(base, ONE.title, code=1)
    assert not papers(base)
    assert result.stdout.startswith(f"1  1.00  {ONE.title}  (Ada Beispiel, Bo 例  ICML 2021  arxiv:2101.99901, doi:")
    assert "title 1.00" in result.stdout and "--yes takes the first" in result.stderr


def test_yes_takes_what_is_beyond_doubt(base: Path, world: World) -> None:
    add(base, ONE.title, "--yes")
    entry = papers(base)[KEY]
    assert entry["venue"] == "ICML" and entry["arxiv"] == ONE.ids["arxiv"] and entry["dblp"] == ONE.ids["dblp"]


@pytest.mark.parametrize("doubt", ["near", "two", "silent"])
def test_yes_never_takes_what_is_doubtful(base: Path, world: World, doubt: str) -> None:
    if doubt == "two":
        world.works = [ONE, Work(ONE.title, ("Someone Else",), 2012, "Invented Letters", {"doi": "10.5555/other.1"})]
    if doubt == "silent":
        world.faults["dblp"] = Said(403, "text/html", b"")
    title = "Sorting Imaginary Numbers" if doubt == "near" else ONE.title
    result = add(base, title, "--yes", code=1)
    assert not papers(base) and "doubtful" in result.stderr and result.stdout.startswith("1  ")


def test_pick_takes_a_doubtful_one(base: Path, world: World) -> None:
    world.works = [ONE, Work(ONE.title, ("Someone Else",), 2012, "Invented Letters", {"doi": "10.5555/other.1"})]
    add(base, ONE.title, "--pick", "2")
    assert papers(base)["else2012sorting"]["doi"] == "10.5555/other.1"
    add(base, "Sorting Imaginary Numbers", "--pick", "0")
    assert papers(base)["sorting"]["needs"] == ["metadata"]
    assert "no candidate 5" in add(base, "Numbers and Teacups", "--pick", "5", code=1).stderr


def test_facts_beside_a_title_are_taken_as_they_are(base: Path, world: World) -> None:
    add(base, "An Invented Title", "--venue", "CVPR", "--year", "2018")
    assert papers(base)["invented2018"]["venue"] == "CVPR" and not world.asked


def test_json_and_dry_run(base: Path, world: World) -> None:
    before = (base / "papers.yaml").read_bytes()
    rows = json.loads(add(base, "--json", "-n", ONE.ids["arxiv"], "DETR", "2101.00000", ONE.title, code=1).stdout)
    assert (base / "papers.yaml").read_bytes() == before
    states = {row["what"]: row["state"] for row in rows}
    assert states == {ONE.ids["arxiv"]: "added", "DETR": "known", "2101.00000": "not added", ONE.title: "doubtful"}
    assert rows[0]["fields"]["title"] == ONE.title and rows[3]["candidates"][0]["fields"]["venue"] == "ICML"
    assert add(base, "-n", ONE.ids["arxiv"]).stdout.startswith(f"{KEY}:\n  title: ")


def test_a_key_is_for_one_paper(base: Path, world: World) -> None:
    add(base, ONE.ids["arxiv"], "--key", "teacups")
    assert list(papers(base)) == ["teacups"]
    assert "--key names one paper" in add(base, TWO.ids["doi"], "[2020-ICLR] Two", "--key", "x", code=2).output


def test_a_bib_file_asks_nobody(base: Path, world: World, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text("@misc{teacup, title = {Teacups}, year = 2020, eprint = {2001.99901}, archiveprefix = {arXiv}}")
    add(base, str(bib), ONE.ids["arxiv"])
    assert list(papers(base)) == ["teacup", KEY] and world.services() == ["arxiv"]


HOSTILE = "\x1b]8;;https://evil.example\x07{{ 7*7 }}\u202e\n---\nkey: !!python/object <script>|`[x](javascript:1)`"


def test_what_a_service_says_is_only_text(base: Path, world: World) -> None:
    work = crossref_work(ONE) | {
        "title": [HOSTILE], "container-title": ["a: b # c\n\x00d"],
        "author": [{"given": "../../etc", "family": "- [x]: {y}\n  z: 1"}],
    }  # fmt: skip
    world.faults["crossref"] = as_json({"status": "ok", "message": work})
    result = add(base, ONE.ids["doi"])
    [(key, entry)] = papers(base).items()
    assert entry["title"] == "]8;;https://evil.example{{ 7*7 }} --- key: !!python/object <script>|`[x](javascript:1)`"
    assert entry["venue"] == "a: b # c d" and entry["authors"] == ["../../etc - [x]: {y} z: 1"]
    assert key.isascii() and "/" not in key and "\x1b" not in result.output


def test_a_retraction_is_told(base: Path, world: World) -> None:
    work = crossref_work(ONE) | {"updated-by": [{"type": "retraction", "DOI": "10.5555/notice.1"}]}
    world.faults["crossref"] = as_json({"status": "ok", "message": work})
    assert "it was retracted, says crossref" in add(base, ONE.ids["doi"]).stderr


def pdf(lines: list[tuple[int, str]], info: str = "", stamp: str = "") -> bytes:
    """A PDF of one page with lines of a size; the stamp stands on its side, as arXiv's does."""
    text = "".join(f"BT /F1 {size} Tf 72 {700 - 30 * n} Td ({line}) Tj ET\n" for n, (size, line) in enumerate(lines))
    text += f"BT /F1 30 Tf 0 1 -1 0 20 200 Tm ({stamp}) Tj ET\n" if stamp else ""
    stream = zlib.compress(text.encode("latin-1"))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        f"<<{info}>>".encode(),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


LINES = [
    (10, "Proceedings of Nothing"),
    (18, ONE.title),
    (11, "Ada Beispiel"),
    (10, "We sort. See doi:10.5555/surveys.2"),
]
PDFS = {
    "arXiv's stamp": (pdf(LINES, stamp=f"arXiv:{ONE.ids['arxiv']}v2 [cs.LG] 1 Jan 2021"), ["arxiv"]),
    "metadata": (pdf(LINES, f"/Subject(doi:{ONE.ids['doi']})"), ["doi_ra", "crossref"]),
}


@pytest.mark.parametrize("case", PDFS)
def test_a_pdf_by_its_identifier(base: Path, world: World, tmp_path: Path, case: str) -> None:
    data, asked = PDFS[case]
    (tmp_path / "paper.pdf").write_bytes(data)
    add(base, str(tmp_path / "paper.pdf"))
    assert list(papers(base)) == [KEY] and set(asked) <= set(world.services())


def test_a_pdf_that_only_cites_another_is_looked_up_by_its_title(base: Path, world: World, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(pdf(LINES, "/Title(main.dvi)"))
    assert "1.00  " + ONE.title in add(base, str(tmp_path / "paper.pdf"), code=1).stdout
    add(base, str(tmp_path / "paper.pdf"), "--yes")
    assert papers(base)[KEY]["doi"] == ONE.ids["doi"]


def test_a_pdf_offline_is_a_draft(base: Path, world: World, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(PDFS["arXiv's stamp"][0])
    add(base, str(tmp_path / "paper.pdf"), "--offline")
    [entry] = papers(base).values()
    assert entry["title"] == ONE.title and entry["needs"] == ["title", "metadata"]
    assert entry["arxiv"] == ONE.ids["arxiv"] and list(papers(base)) == ["sorting2021"]
    assert "is this paper already" in add(base, ONE.ids["arxiv"], "--offline").stdout


def test_a_title_by_option_needs_no_service_to_know_the_paper(base: Path, world: World) -> None:
    add(base, "10.5555/nobody.0", "--title", "Unheard of Things", "--author", "Ada Beispiel")
    [entry] = papers(base).values()
    assert (entry["title"], entry["doi"]) == ("Unheard of Things", "10.5555/nobody.0") and "needs" not in entry


BROKEN = {"no PDF": b"hello", "cut": pdf(LINES)[:300], "noise": b"%PDF-1.7\n" + bytes(range(256)) * 50, "empty": b""}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_pdf_is_said_to_be_one(base: Path, world: World, tmp_path: Path, case: str) -> None:
    (tmp_path / "paper.pdf").write_bytes(BROKEN[case])
    result = CliRunner().invoke(cli, ["-C", str(base), "add", str(tmp_path / "paper.pdf")])
    assert result.exit_code in (1, 2) and not papers(base)
    assert "PDF" in str(result.exception) or "paper" in result.stderr


@pytest.mark.parametrize("what", ["nothing.pdf", "nothing.bib"])
def test_a_file_that_is_not_there(base: Path, world: World, what: str) -> None:
    result = CliRunner().invoke(cli, ["-C", str(base), "add", what])
    assert f"{what}: cannot be read" in str(result.exception)


def test_a_line_of_a_list_asks_nobody(base: Path, world: World) -> None:
    add(base, "- [2019-NAACL] A Title", "CVPR2021 | Some Title Here", "Adam: A Method (ICLR 2015)")
    assert len(papers(base)) == 3 and not world.asked
