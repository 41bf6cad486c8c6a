"""A paper's page: how it is cited, what it says to machines, who mentions it, what is like it."""

from __future__ import annotations

import json
import re
import time
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from lxml import html as lxml_html

from building import built
from conftest import written
from papernotes.formats.citation import STYLES, cite
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind, Reference
from papernotes.model.paper import Paper
from papernotes.model.where import Where
from papernotes.views.cite import box, known_forms
from papernotes.views.html import Scene
from papernotes.views.mentions import sentence
from papernotes.views.related import related
from papernotes.views.scholar import head, in_script
from papernotes.views.urls import Urls

DATA = Path(__file__).parent / "data"
CITED = yaml.safe_load((DATA / "citations.yaml").read_text("utf-8"))


def paper(**said: Any) -> Paper:
    return Paper("key", **{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})


@pytest.mark.parametrize("row", CITED, ids=lambda row: row["paper"]["title"][:20])
@pytest.mark.parametrize("style", STYLES)
def test_citations_are_what_citeproc_js_says(row: dict[str, Any], style: str) -> None:
    assert cite(paper(**row["paper"]))[style] == row[style]


@pytest.mark.parametrize(
    "said",
    [
        {"title": ""},
        {"title": "T"},
        {"title": "<b>&"},
        {"title": "T", "authors": [""]},
        {"title": "T", "authors": ["of"]},
    ]
    + [{"title": "T", "authors": ["Ann Example"], "kind": kind} for kind in ("survey", "blog", "tool", "talk", "book")],
)
def test_every_paper_can_be_cited(said: dict[str, Any]) -> None:
    for line in cite(paper(**said)).values():
        assert "None" not in line and ".." not in line
        assert not said["title"] or said["title"] in line


def test_citing_is_quick() -> None:
    papers = [paper(**{**row["paper"], "title": f"{row['paper']['title']} {n}"}) for row in CITED for n in range(5)]
    started = time.process_time()
    for one in papers:
        cite(one)
    # 3 ms on a quiet machine; the whole style takes 17.
    assert (time.process_time() - started) * 1000 / len(papers) < 12


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = written(tmp_path_factory.mktemp("page"))
    with (base / "papers.yaml").open("a", encoding="utf-8") as file:
        authors = ", ".join(f"Ann{n} Example{n}" for n in range(14))
        file.write(
            f'many2021:\n  title: "Many <b>\\u2028</script>"\n  authors: [{authors}]\n'
            '  former: [old2020, detr2020, "a b"]\n  venue: TPAMI\n  year: 2021\n  doi: 10.5555/x\n'
            "  topics: [物体检测]\n  bibtex: {pages: 1--9, volume: '4'}\n"
        )
    (base / "notes/many2021.md").write_text("前一句。这里用到**[[detr2020]]** 的做法；后一句。\n", "utf-8")
    return built(base, "-q")


def test_what_stands_on_the_page(site: Path) -> None:
    text = (site / "papers/many2021/index.html").read_text("utf-8")
    page = lxml_html.fromstring(text)
    assert len(page.xpath("//details[@class='pn-more']/a")) == 4
    forms = {form[0].text: form[1].text_content() for form in page.xpath("//div[starts-with(@class, 'pn-form')]")}
    assert list(forms) == ["GB/T 7714", "APA", "纯文本", "BibTeX"]
    read = parse_string(forms["BibTeX"])
    assert (read.failed_blocks, read.entries[0].key) == ([], "many2021")
    tags = [(tag.get("name"), tag.get("content")) for tag in page.xpath("//meta[starts-with(@name, 'citation_')]")]
    assert dict(tags)["citation_title"] == "Many <b>\u2028</script>"
    assert [name for name, _ in tags].count("citation_author") == 14
    assert {("citation_doi", "10.5555/x"), ("citation_firstpage", "1"), ("citation_lastpage", "9")} <= set(tags)
    assert dict(tags)["citation_journal_title"] == "IEEE Transactions on Pattern Analysis and Machine Intelligence"
    said = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert (said["@type"], said["isPartOf"]["name"][:4], len(said["author"])) == ("ScholarlyArticle", "IEEE", 14)
    assert len(page.xpath("//h2[@id='pn-related']/following-sibling::ul[1]/li")) >= 1
    beside = page.xpath("//h2[@id='pn-related']/following-sibling::ul[1]//a[@class='pn-title']/@href")
    assert all((site / "papers/many2021" / place / "index.html").is_file() for place in beside)
    assert all(place.startswith("../") and place.count("/") == 2 for place in beside)


def test_who_mentions_it_and_how(site: Path) -> None:
    text = (site / "papers/detr2020/index.html").read_text("utf-8")
    said = [unescape(re.sub("<[^>]*>", "|", q)) for q in re.findall(r'<q class="pn-said"[^>]*>(.*?)</q>', text)]
    assert said == [
        "参见 |那篇|与 SEED: Semantics Enhanced Encoder-Decoder，no。",
        "你好 |DETR|。",
        "这里用到|DETR| 的做法；",
    ]


def test_old_addresses_lead_on(site: Path) -> None:
    moved = (site / "papers/old2020/index.html").read_text("utf-8")
    assert 'content="0; url=../many2021/"' in moved and '<link rel="canonical" href="../many2021/">' in moved
    assert "<script" not in moved and "&lt;/script&gt;" in moved
    assert (site / "papers/a-b/index.html").exists()
    # A key that is another paper's by now.
    assert "End-to-End" in (site / "papers/detr2020/index.html").read_text("utf-8")


@pytest.mark.parametrize("said", ["</script>", "<!--", "a&b", "\u2028\u2029", "]]>", '"\\'])
def test_no_text_ends_a_script(said: str) -> None:
    written = in_script({"x": said})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"x": said}
    assert "</script>" not in head(paper(title=said)).removesuffix("</script>\n")


CALLED = {"k": "N", "other": "Other", "gone": "gone"}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("先说别的。这篇与 [[k]] 的**结论**相反。又一句。", "这篇与 |N| 的结论相反。"),
        ("- [ ] see [[k]] for e.g. this. Next", "see |N| for e.g. this."),
        ("| a | in [[k]] cell | b |", "in |N| cell"),
        ("<img src=x onerror=alert(1)> & [[k]] <b>", "& |N|"),
        ("[[k]]", ""),
        ("[[k]]。", ""),
        ("[链接](https://example.org/) 与 [[other|别的]] 和 [[k]]", "链接 与 别的 和 |N|"),
        (f"{'a' * 30} {'b' * 40} {'长' * 30} [[k]] {'短' * 80} {'c' * 30}", f"…{'长' * 30} |N| {'短' * 80}…"),
        ("[[other]] 与 [@gone] 用 $L_1$，[[k]] 不用", "Other 与 gone 用 L_1，|N| 不用"),
    ],
)
def test_the_sentence_around_a_mention(line: str, wanted: str) -> None:
    place = line.index("[[k]]")
    note = Note("notes/x.md", "x.md", NoteKind.PAPER, "x", line, 1)
    html = sentence(note, Reference("k", "", Where("notes/x.md", 1, place + 1), 5), CALLED.__getitem__)
    plain = re.sub(r"</?mark>", "|", re.sub(r"</?q[^>]*>", "", html))
    assert unescape(plain) == wanted
    assert "<img" not in html


def test_related_papers() -> None:
    shelf = [
        Paper("a", title="Recurrent zebra networks", topics=("x",)),
        Paper("b", title="Convolutional zebra networks", topics=("x",)),
        Paper("c", title="On the history of tea", topics=("y/z",)),
        Paper("d", title="Tea, a history", topics=("y",)),
        Paper("e", title="Alone"),
    ]
    found = {key: [p.key for p in papers] for key, papers in related(Library(shelf)).items()}
    assert (found["a"], found["b"], found["c"], found["d"], found["e"]) == (["b"], ["a"], ["d"], ["c"], [])


def test_related_papers_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        shelf = [Paper(f"k{n}", title=f"word{n % 97} term{n % 211} t{n}", topics=(f"t{n % 7}",)) for n in range(count)]
        started = time.process_time()
        found = related(Library(shelf))
        assert all(len(papers) >= 3 for papers in found.values())
        return time.process_time() - started

    seconds(200)
    assert seconds(4000) < 12 * seconds(1000)


@pytest.mark.parametrize("key", ["a", 'a"><b>', "论文", "a&amp;b"])
def test_how_a_paper_is_cited_is_found_again_on_its_page(key: str) -> None:
    odd, other = Paper(key, title="Invented </div>\n</div>\n <Title>", authors=("Ann Arden",)), Paper("other")
    library = Library([odd])
    scene = Scene(library, Urls(library, "zh", True), "zh")
    made = box(scene, odd)
    note = f'<div class=pn-cite data-key="{escape(key)}">\nforged</div>\n</div>\n'
    forms = known_forms(f"<main>{note}<p>x</p>{made}<nav>y</nav></main>", odd)
    assert forms and made.endswith(forms) and "forged" not in forms
    scene.cited[key] = forms
    assert box(scene, odd) == made
    assert known_forms(made, other) is None and known_forms(made[:-9], odd) is None
