"""Files for other programs, the interface's words, and what this repository may not hold."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
from pathlib import Path
from string import Formatter
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bibtexparser.entrypoint import parse_string

from papernotes.formats.bibtex_read import read
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.settings import load_settings
from papernotes.store.load import load
from papernotes.views import text_files
from papernotes.views.html import Scene
from papernotes.views.strings import LANGUAGES, strings
from papernotes.views.urls import Urls

ROOT = Path(__file__).parent.parent
ATOM = "{http://www.w3.org/2005/Atom}"


def made(library: Library, site_url: str = "", feed_size: int = 20) -> dict[str, str]:
    scene = Scene(library, Urls(library, "zh"), "zh", 'Notes & "more"', site_url, feed_size)
    return {file.uri: file.content().decode() for file in text_files(scene)}


@pytest.fixture(scope="module")
def own() -> Library:
    return load(load_settings(ROOT)[0])


NASTY = "A <b>&amp;</b> \"'\x07\ufffe]]> 引号\U0001f600"


def nasty() -> Library:
    """A library whose every text is hostile to some format."""
    paper = Paper("k", NASTY, authors=(NASTY,), venue=NASTY, year=2020, topics=(NASTY,), summary=NASTY)
    note = Note("notes/k.md", "k.md", NoteKind.PAPER, "k", NASTY, meta={"read": ["2022-06-13", "2022-02-30", NASTY]})
    return Library([paper], [note])


@pytest.mark.parametrize("site_url", ["", "https://example.org/notes/"])
def test_feeds_are_well_formed_and_agree(own: Library, site_url: str) -> None:
    for library in (own, nasty(), Library()):
        files = made(library, site_url)
        feed = ElementTree.fromstring(files["feed.xml"])
        entries, items = feed.findall(f"{ATOM}entry"), json.loads(files["feed.json"])["items"]
        links = [entry.find(f"{ATOM}link") for entry in entries]
        assert [link.get("href") for link in links if link is not None] == [item["url"] for item in items]
        for item in items:
            assert datetime.datetime.fromisoformat(item["date_published"])
            assert not site_url or urlsplit(item["url"]).netloc == "example.org"


def test_feeds_hold_no_more_than_asked_for(own: Library) -> None:
    assert len(json.loads(made(own, feed_size=3)["feed.json"])["items"]) == 3
    # Of its three dates only one is a day.
    assert [item["date_published"] for item in json.loads(made(nasty())["feed.json"])["items"]] == [
        "2022-06-13T00:00:00Z"
    ]


def test_papers_bib_reads_back_with_the_same_titles(own: Library) -> None:
    text = made(own)["papers.bib"]
    library = parse_string(text)
    assert not library.failed_blocks
    assert [entry.key for entry in library.entries] == [paper.key for paper in own.papers]
    reading = read(text)
    assert not reading.mistakes
    assert [draft.fields["title"] for draft in reading.drafts] == [paper.title.rstrip(".") for paper in own.papers]


def test_papers_json_says_what_the_catalogue_says(own: Library) -> None:
    papers = json.loads(made(own)["papers.json"])["papers"]
    assert [(paper["key"], paper["title"]) for paper in papers] == [(paper.key, paper.title) for paper in own.papers]
    assert {paper["status"] for paper in papers} <= {status.name for status in own.statuses.all}


def test_llms_txt_names_every_paper_that_has_a_topic(own: Library) -> None:
    text = made(own)["llms.txt"]
    assert text.startswith("# ")
    assert all(f"papers/{paper.key}/)" in text for paper in own.papers if paper.topics)


def test_words_are_the_same_in_all_languages() -> None:
    one, *others = (
        {name: {part[1] for part in Formatter().parse(word)} - {None} for name, word in strings(language).items()}
        for language in LANGUAGES
    )
    assert others and all(other == one for other in others)


def test_every_word_is_used() -> None:
    places = [*(ROOT / "src/papernotes").rglob("*.py"), *(ROOT / "src/papernotes/templates").rglob("*.html")]
    views = "".join(path.read_text("utf-8") for path in places)
    names = [name for name in strings("en") if not name.startswith("link_")]
    assert not [name for name in names if not re.search(f"[\"']{name}[\"']", views)]


def test_every_class_of_the_style_sheet_is_used() -> None:
    source = ROOT / "src/papernotes"
    files = [*source.rglob("*.py"), *(source / "assets/scripts").glob("*.js")]
    code = "".join(path.read_text("utf-8") for path in files)
    styles = "".join(path.read_text("utf-8") for path in (source / "assets/styles").glob("*.css"))
    names = set(re.findall(r"\.(pn-[a-z-]+)", styles))
    # Names that the code puts together of two parts.
    made_up = {"pn-previous", "pn-next", "pn-trail-previous", "pn-trail-next"}
    made_up |= {name for name in names if name.startswith(("pn-status--", "pn-s--", "pn-c-"))}
    assert names and {name for name in names - made_up if name not in code} == set()


# Each in two pieces, so that this file holds none of them.
PLACES = ["/wo" + "rk/", "/tm" + "p/", "/ro" + "ot/", "/ho" + "me/", "registry." + "npmjs", "files.python" + "hosted"]
PLACES += ["pypi." + "org/simple", "proxy." + "golang"]


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="a checkout knows its files")
class TestRepository:
    def test_git_ignores_nothing_of_the_package(self) -> None:
        # What builds the wheel leaves out what git ignores, as well.
        files = [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.py")]
        run = subprocess.run(["git", "check-ignore", *files], cwd=ROOT, capture_output=True, text=True)
        assert run.stdout == ""

    def test_no_file_names_a_place_of_one_machine(self) -> None:
        for path in tracked():
            text = path.read_bytes().decode("utf-8", "replace")
            # The words first, which is quick: few files hold one of them at all.
            held = [place for place in PLACES if place in text]
            found = [place for place in held if re.search(r"(?<![\w.*:-])" + re.escape(place), text)]
            assert not found, f"{path.relative_to(ROOT)} holds {found}"

    def test_every_text_file_ends_with_one_newline(self) -> None:
        for path in tracked():
            data = path.read_bytes()
            # What is imported comes as it is.
            meant = {"vendor", "nasty", "axe", "payloads"} & set(path.parts)
            if data and b"\0" not in data and not meant:
                assert data.endswith(b"\n") and not data.endswith(b"\n\n"), path.relative_to(ROOT)
