"""The finder's data and the index of the notes: what is in them, the same bytes twice, and their limits."""

from __future__ import annotations

import bisect
import gzip
import json
import random
import time
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest

from papernotes.model.library import Library
from papernotes.model.paper import Paper
from papernotes.search import finder
from papernotes.search.fulltext import LENGTH, LENGTHS, Document, Index, document_words
from papernotes.search.passage import Section, plain, sections
from papernotes.search.shard import KEPT
from papernotes.search.texts import TOGETHER
from search_base import scene

NOTE = (
    "<p>Before <strong>文</strong>字检测</p>\n"
    '<h2 id="方法">方 &amp; <code>法</code><a class="headerlink" href="#x">¶</a></h2>\n'
    "<p>一行\n二行</p><ul><li>甲</li><li>乙 &lt;b&gt;</li></ul><script>alert(1)</script><style>p{}</style>"
    '<h3 id="r">Results</h3><table><tr><td>1</td><td>2</td></tr></table><img alt="a > b" src="x.png"> end'
)


def test_sections_lead_to_their_headings() -> None:
    assert sections(NOTE) == [
        Section("", "", "Before 文字检测"),
        Section("方法", "方 & 法", "一行二行 甲 乙 <b>"),
        Section("r", "Results", "1 2 end"),
    ]
    assert sections("") == [] and sections("<p></p>") == []


@pytest.mark.parametrize(
    "piece", ['<"', "<a b='", "<p ", "<h2>", "<script>", "<!--", "&", "<a " + "x='1' " * 9, "文\n"]
)
def test_hostile_html_takes_no_time(piece: str) -> None:
    start = time.process_time()
    sections(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 2


def test_text_keeps_what_looks_like_a_tag_in_words() -> None:
    assert plain("1 &lt; 2 and x < y") == "1 < 2 and x < y"


def documents(count: int) -> list[Document]:
    chance = random.Random(3)
    stock = "注意力机制 特征金字塔 可微分二值化 transformer network R-CNN detection 训练 模型 召回率".split()
    return [
        Document(
            f"papers/x{i}/",
            f"Title {i} 标题",
            (("tag", 8),),
            [Section("a", "方法", " ".join(chance.choices(stock, k=40)))],
        )
        for i in range(count)
    ]


def built(made: Sequence[Document]) -> dict[str, bytes]:
    index = Index()
    for document in made:
        index.add(document)
    return dict(index.files())


def found(files: dict[str, bytes], word: str) -> dict[int, int]:
    """The documents of a word with its weights, read as the browser does."""
    head = json.loads(files["assets/search/text.json"])
    number = bisect.bisect_right(head["shards"], word) - 1
    lines, _, body = zlib.decompress(files[f"assets/search/words/{number}.pack"], -15).partition(b"\n\n")
    at = 0
    for line in lines.decode().split("\n"):
        name, count, size, *kept = line.split("\t")
        length, wide = int(kept[0] if kept else count), int(size)
        if name == word:
            gaps = array({1: "B", 2: "H", 4: "I"}[wide], body[at : at + length * wide])
            weights = body[at + length * wide : at + length * (wide + 1)]
            return {sum(gaps[: i + 1]): weights[i] for i in range(length)}
        at += length * (wide + 1)
    return {}


def test_every_word_leads_to_its_documents() -> None:
    made = documents(60)
    files = built(made)
    lengths = zlib.decompress(files[LENGTHS], -15)
    for number, document in enumerate(made):
        for word, level in document_words(document).items():
            assert 1 <= level <= 15
            assert level == (found(files, word)[number] if word != LENGTH else lengths[number])
        lines = zlib.decompress(files[f"assets/search/texts/{number // TOGETHER}.pack"], -15).split(b"\n")
        text = json.loads(lines[number % TOGETHER])
        assert text == [document.url, document.title, [list(section) for section in document.sections]]
    assert found(files, "nowhere") == {}


def test_the_same_documents_give_the_same_bytes() -> None:
    made = documents(40)
    kept = Index()
    for document in made:
        kept.add(document, dict(sorted(document_words(document).items())))
    assert built(made) == built(made) == dict(kept.files())
    assert built(made[1:])["assets/search/text.json"] != built(made)["assets/search/text.json"]


def test_of_a_word_in_very_many_documents_the_weightiest_are_kept() -> None:
    index = Index()
    for i in range(KEPT + 500):
        index.add(Document(f"{i}/", "x"), {"common": 15 if i >= 500 else 1})
    kept = found(dict(index.files()), "common")
    assert len(kept) == KEPT and set(kept.values()) == {15}


def test_an_empty_site_has_an_index() -> None:
    assert json.loads(built([])["assets/search/text.json"])["count"] == 0


def test_a_title_weighs_more_than_a_mention() -> None:
    title = document_words(Document("a/", "Attention"))["attention"]
    heading = document_words(Document("b/", "x", (), [Section("", "Attention", "")]))["attention"]
    mention = document_words(Document("c/", "x", (), [Section("", "", "Attention")]))["attention"]
    assert title > heading > mention


PAPERS = [
    Paper(
        "a",
        "One",
        aliases=("一",),
        authors=("Q. Test", "R. Test"),
        venue="NeurIPS",
        year=2020,
        topics=("甲/乙",),
        tags=("t",),
    ),
    Paper("b-c", "", status="已读", kind="survey", summary="文" * 500),
    Paper("奇怪", '<b>"x"</b>', authors=("Q. Test",), venue="Nowhere"),
]


def made(library: Library) -> dict[str, bytes]:
    """The finder's files, by path."""
    return {file.uri: file.content() for file in finder.files(scene(library))}


def test_a_usual_key_is_not_carried() -> None:
    papers = [Paper("test2020one", "One", authors=("Q. Test",), year=2020), Paper("x", "One"), Paper("one", "One")]
    data = json.loads(made(Library(papers=papers))["assets/search/papers.json"])
    assert data["rows"]["key"] == [0, "x", 0]


def test_finder_data_says_what_the_catalogue_says() -> None:
    files = made(Library(papers=PAPERS))
    data = json.loads(files["assets/search/papers.json"])
    rows, names = data["rows"], data["names"]
    assert rows["title"] == ["One", "", '<b>"x"</b>'] and data["count"] == 3
    assert [[names["authors"][i] for i in row] for row in rows["authors"]] == [["Q. Test", "R. Test"], [], ["Q. Test"]]
    assert [data["statuses"][i][0] for i in rows["status"]] == ["unread", "read", "unread"]
    assert names["venue"][rows["venue"][0]] == "NeurIPS" and rows["venue"][1] == -1
    assert "NIPS" in data["also"]["NeurIPS"].split() and "Nowhere" not in data["also"]
    assert data["place"] == "papers/*/" and rows["url"][:2] == [0, 0] and rows["url"][2].startswith("papers/%")
    assert len(rows["summary"][1]) == 120
    assert made(Library(papers=PAPERS)) == files


def test_a_very_large_library_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "PIECE", 2)
    files = made(Library(papers=PAPERS))
    data = json.loads(files["assets/search/papers.json"])
    assert "rows" not in data
    keys = [key for name in data["pieces"] for key in json.loads(files[f"assets/search/{name}"])["key"]]
    assert keys == [paper.key for paper in PAPERS]


@pytest.mark.scale
def test_budgets_at_ten_thousand_papers(tmp_path: Path) -> None:
    """Bytes and CPU of both, on titles of random words, which compress worse than real ones."""
    chance = random.Random(1)
    stock = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(3, 10))) for _ in range(4000)]
    people = [f"{chance.choice(stock).title()} {chance.choice(stock).title()}" for _ in range(9000)]
    titles = [" ".join(chance.choices(stock, k=7)).title() for _ in range(10_000)]
    papers = [
        Paper(
            # Two of three keys are as `papernotes add` makes them.
            f"{group[0].split()[i % 3 > 0]}{2010 + i % 16}{titles[i].split()[0]}".lower(),
            titles[i],
            authors=group,
            venue=chance.choice(["CVPR", "ICLR", "ACL", "arXiv"]),
            year=2010 + i % 16,
            topics=(chance.choice(["检测", "识别/端到端", "NLP"]),),
            tags=tuple(chance.sample(["实时", "综述", "oral", "小样本"], 2)),
        )
        for i in range(10_000)
        for group in [tuple(chance.choices(people, k=4))]
    ]
    size = sum(len(gzip.compress(content)) for content in made(Library(papers=papers)).values())
    assert size <= 450_000
    body = "可微分二值化的模型在训练时使用注意力机制，the network is trained end-to-end. "
    start, index = time.process_time(), Index()
    for paper in papers:
        words = " ".join(chance.choices(stock, k=60))
        index.add(Document(f"papers/{paper.key}/", paper.title, (), [Section("", "方法", body * 8 + words)]))
    files = dict(index.files())
    spent = time.process_time() - start
    assert spent < 20, f"{spent:.1f} s CPU for 10,000 notes"
    shards = [len(content) for name, content in files.items() if "/words/" in name]
    # Eighteen shards are the most that a query fetches; then there are the list of shards and five texts.
    assert 18 * max(shards) + len(gzip.compress(files["assets/search/text.json"])) < 160_000
