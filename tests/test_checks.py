"""Each rule by its own examples, and how rules are run."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from answers import of_example
from papernotes import checks
from papernotes.checks import RULES, THEMES, Rule
from papernotes.model.library import Library
from papernotes.model.paper import Paper, shapes
from papernotes.problem import Level, Problem
from papernotes.settings import load_settings
from papernotes.store import catalogue
from papernotes.store.load import load

TODAY = datetime.date(2026, 6, 30)
MKDOCS = "site_name: x\ndocs_dir: notes\nplugins: [papernotes]\n"
_HEADER = re.compile(r"(?m)^=== (.+) ===\n?")


def split(example: str) -> dict[str, str]:
    """File name to text; what stands above the first header is the catalogue."""
    first, *rest = _HEADER.split(example)
    files = {"papers.yaml": first} if first.strip() else {}
    return files | dict(zip(rest[::2], rest[1::2], strict=True))


def check(files: Mapping[str, str | bytes], root: Path, **options: object) -> list[Problem]:
    """What `papernotes check` finds in a knowledge base of these files; "services" is what services say of it."""
    if "services" in files:
        said = of_example(str(files["papers.yaml"]), str(files["services"]))
        options = {"evidence": said} | options
        files = {name: text for name, text in files.items() if name != "services"}
    for name, text in ({"mkdocs.yml": MKDOCS, "papers.yaml": ""} | dict(files)).items():
        # "notes/a -> /etc" is a link, "notes/a.md +x" may be run.
        place, _, end = name.removesuffix(" +x").partition(" -> ")
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if end:
            path.symlink_to(end)
            continue
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(0o755 if name.endswith(" +x") else 0o644)
    settings, problems = load_settings(root)
    (root / settings.notes_dir).mkdir(exist_ok=True)
    library = load(settings)
    library.problems = [*problems, *library.problems]
    given = {"levels": settings.rules, "sort": settings.sort, "today": TODAY} | options
    return checks.run(library, **given)  # type: ignore[arg-type]


def found(text: str, **options: object) -> list[Problem]:
    """What is wrong with a catalogue alone."""
    read = catalogue.read(text, "papers.yaml")
    return checks.run(Library(read.papers, (), read.problems), **({"today": TODAY} | options))  # type: ignore[arg-type]


def ids(problems: list[Problem]) -> set[str]:
    return {problem.rule for problem in problems}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
class TestExamples:
    def test_bad_is_reported(self, rule: Rule, tmp_path: Path) -> None:
        assert rule.id in ids(check(split(rule.bad), tmp_path))

    def test_good_is_not(self, rule: Rule, tmp_path: Path) -> None:
        assert rule.id not in ids(check(split(rule.good), tmp_path))

    def test_is_documented(self, rule: Rule) -> None:
        assert re.fullmatch(r"(?:SET|CAT|ID|BIB|NOTE|LINK|SEC)[0-9]{3}", rule.id)
        assert rule.sentence.endswith(".") and rule.why.endswith(".")
        assert rule.fix in ("auto", "suggestion", "none")

    def test_only_names_its_own(self, rule: Rule, tmp_path: Path) -> None:
        assert ids(check(split(rule.bad), tmp_path, select=[rule.id])) == {rule.id}


def test_every_rule_has_an_id_of_its_own() -> None:
    sources = "".join(Path(theme.__file__ or "").read_text("utf-8") for theme in THEMES)
    written = re.findall(r'(?m)^@rule\("(\w+)"', sources)
    assert sorted(written) == sorted(RULES)


def _edited(paper: Paper, problem: Problem) -> Paper:
    edit = problem.edit
    assert edit is not None
    kind = shapes()[edit.field].type
    empty: dict[str, object] = {"list": (), "map": {}, "int": None}
    return replace(paper, **{edit.field: empty.get(kind, "") if edit.value is None else edit.value})


AUTO = {
    "arxiv: https://arxiv.org/pdf/2010.11929v2.pdf": {"arxiv": "2010.11929"},
    "arxiv: arXiv:2010.11929": {"arxiv": "2010.11929"},
    "arxiv: math.GT/0309136": {"arxiv": "math/0309136"},
    "doi: doi:10.1109/CVPR.2016.90.": {"doi": "10.1109/cvpr.2016.90"},
    "openreview: https://openreview.net/forum?id=YicbFdNTTy": {"openreview": "YicbFdNTTy"},
    "acl: https://aclanthology.org/P19-1001/": {"acl": "P19-1001"},
    "dblp: https://dblp.org/rec/conf/cvpr/HeZRS16.html": {"dblp": "conf/cvpr/HeZRS16"},
    "{arxiv: '2010.11929', doi: 10.48550/arXiv.2010.11929}": {"doi": ""},
    "doi: 10.48550/arXiv.2010.11929": {"doi": "", "arxiv": "2010.11929"},
    "links: {paper: 'https://doi.org/10.1/x', code: 'https://a.b'}": {},
    "links: {doi: 'https://doi.org/10.1000/x', code: 'https://a.b'}": {
        "doi": "10.1000/x",
        "links": {"code": "https://a.b"},
    },
    "title: An  Image&amp;Text<sub>2</sub>.": {"title": "An Image&Text2"},
    "title: A.B.C.": {},
    "venue: CVPR'16": {},
    '{venue: "CVPR\'16", year: 2016}': {"venue": "CVPR"},
    "venue: Proc. of the European Conference on Computer Vision": {"venue": "ECCV"},
    "venue: IEEE Conf. on Computer Vision and Pattern Recognition": {"venue": "CVPR"},
    "venue: PAMI": {"venue": "TPAMI"},
    "venue: NIPS": {},
}


@pytest.mark.parametrize(("line", "after"), AUTO.items(), ids=AUTO)
def test_automatic_fixes_converge(line: str, after: Mapping[str, object]) -> None:
    text = f"k: {line}\n" if line.startswith("{") else f"k:\n  {line}\n"
    (paper,) = catalogue.read(text, "papers.yaml").papers
    before = paper
    for _ in range(5):
        fixes = [p for p in checks.run(Library([paper]), today=TODAY) if p.edit]
        if not fixes:
            break
        paper = _edited(paper, fixes[0])
    assert not fixes
    assert {name: getattr(paper, name) for name in shapes() if getattr(paper, name) != getattr(before, name)} == after


ROWS: dict[str, tuple[str, ...]] = {
    # Titles that are as published.
    "title: Where are we? What's next...": (),
    "title: Deep Learning vs. Kernels et al.": (),
    "title: BERT": (),
    "title: $1 Recognizer": (),
    "title: The $n$-gram model": (),
    "title: 论文：一个例子": (),
    "title: A Catalogue of AT&T; and More": (),
    "title: DEEP RESIDUAL LEARNING FOR IMAGES": ("BIB002",),
    "title: The $n-gram model": ("BIB002",),
    'title: "zero\\u200bwidth"': ("BIB002",),
    "title: |\n    One\n    Two": ("BIB002",),
    "title: |\n    One": (),
    # Authors: https://dblp.org/faq/How+does+dblp+handle+homonyms.html
    "authors: [Wei Wang 0003]": ("BIB003",),
    "authors: [Kaiming He, others]": ("BIB003",),
    "authors: [王伟等]": ("BIB003",),
    'authors: ["King, Jr., Martin Luther"]': (),
    'authors: ["He, Kaiming, Sun, Jian"]': ("BIB003",),
    "authors: [Kaiming He, kaiming he]": ("BIB003",),
    "authors: [Anders Sandberg, 'van den Oord, Aäron', 何恺明, OpenAI]": (),
    'authors: ["J{\\\\\\"u}rgen Schmidhuber"]': ("BIB003",),
    # Years and venues, from the venues' own pages.
    "year: 21": ("BIB005",),
    "year: 2027": (),
    "year: 2028": ("BIB005",),
    "{year: 1623, kind: book}": (),
    "{venue: ECCV, year: 2021}": ("BIB008",),
    "{venue: ICLR, year: 2012}": ("BIB008",),
    "{venue: NIPS, year: 2012}": (),
    "{venue: CVPR 2016, year: 2017}": ("BIB007",),
    "venue: Proceedings of the IEEE": (),
    "venue: ICLR (Poster)": ("BIB007",),
    # Identifiers: https://info.arxiv.org/help/arxiv_identifier.html
    "arxiv: '0704.0001'": (),
    "arxiv: hep-th/9901001": (),
    "arxiv: '2013.00001'": ("ID001",),
    "arxiv: '1501.0001'": ("ID001",),
    "arxiv: '1412.00001'": ("ID001",),
    "arxiv: '２０１０.11929'": ("ID001",),
    "arxiv: '2607.00001'": (),
    "arxiv: '2608.00001'": ("ID003",),
    "{arxiv: '2101.00001', venue: arXiv, year: 2020}": (),
    "{arxiv: '2102.00001', venue: arXiv, year: 2020}": ("ID004",),
    "{arxiv: '2102.00001', venue: CVPR, year: 2019}": ("ID004",),
    "{arxiv: '2102.00001', venue: CVPR, year: 2025}": (),
    "{arxiv: '2002.00001', venue: CVPR, year: 2025}": ("ID004",),
    "venue: arixv": ("ID002",),
    "arxiv: arixv:2010.11929": ("ID002",),
    "links: {pdf: 'https://arxiv.com/pdf/2010.11929'}": ("ID002",),
    "links: {a: 'https://arxiv.org/pdf/2010.11929', b: 'https://www.arxiv-sanity.com/x'}": (),
    "links: {blog: 'https://arxiv.org/abs/2010.11929'}": (),
    "doi: 10.1109/CVPR.2016.90": (),
    "doi: 10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2": (),
    "doi: 11.1109/x": ("ID005",),
    "{arxiv: '2010.11929', doi: 10.48550/arXiv.2010.11930}": ("ID007",),
    "isbn: 0-306-40615-2": (),
    "isbn: 0-306-40615-3": ("ID008",),
    "acl: P19-101": ("ID008",),
}


@pytest.mark.parametrize(("line", "expected"), ROWS.items(), ids=ROWS)
def test_one_field(line: str, expected: tuple[str, ...]) -> None:
    text = f"k: {line}\n" if line.startswith("{") else f"k:\n  {line}\n"
    assert ids(found(text, ignore=["CAT"])) == set(expected)


TWINS: dict[str, tuple[str, ...]] = {
    "{title: One Two} {title: one-two}": ("BIB013",),
    "{title: One Two, year: 2019} {title: One Two, year: 2020}": ("BIB013",),
    "{title: One Two, year: 2018} {title: One Two, year: 2020}": (),
    "{title: One Two, doi: 10.1000/a} {title: One Two, doi: 10.1000/b}": (),
    "{title: One Two, doi: 10.48550/arxiv.2010.11929} {title: One Two, doi: 10.1000/b}": ("BIB013", "ID007"),
    "{title: One Two, doi: 10.1000/a} {title: One Two, doi: 10.1000/A}": ("ID009",),
    "{title: One Two, authors: [A Bee]} {title: One Two, authors: [C Dee]}": (),
    "{title: One Two, authors: [Müller Özil]} {title: One Two, authors: ['Ozil, M.']}": ("BIB013",),
    "{title: One Two, authors: [A Bee]} {title: One Two}": ("BIB013",),
    "{title: One Two, kind: repo} {title: One Two}": (),
    "{title: One Two, topics: [a]} {title: One Two, topics: [b/c]}": ("BIB014",),
    "{title: One Two, topics: [a/b]} {title: One Two, topics: [a / b]}": ("BIB013",),
    "{title: One, kind: book, isbn: 0306406152} {title: Two, kind: book, isbn: 0-306-40615-2}": ("ID009", "CAT006"),
    "{title: One, isbn: '0306406152'} {title: Two, isbn: 0-306-40615-2}": (),
    "{title: '!!'} {title: '??'}": (),
}


@pytest.mark.parametrize(("pair", "expected"), TWINS.items(), ids=TWINS)
def test_two_entries(pair: str, expected: tuple[str, ...]) -> None:
    one, two = pair.split("} {")
    problems = found(f"a: {one}}}\nb: {{{two}\n", ignore=["CAT005", "CAT012"])
    assert ids(problems) == set(expected)


def thirty() -> Iterator[str]:
    """A catalogue with thirty entries, one mistake in each."""
    lines = (
        "titel: A", "title: a: b", "title: [a]", "title: ''", "title: Ab.", "title: A  B", "year: '2020'", "year: 19",
        "year: soon", "authors: A and B", "authors: [A, et al.]", "topics: x", "status: finished", "venue: CVRP",
        "venue: arixv", "arxiv: 2010.11929", "arxiv: '2013.11929'", "arxiv: '9912.00001'", "doi: x", "isbn: '1'",
        "acl: x", "dblp: x", "openreview: '?'", "kind: papr", "priority: 9", "month: 13", "tags: [a, '']",
        "summary: yes", "links: x", "title: !!python/name:os.system x",
    )  # fmt: skip
    assert len(lines) == 30
    return (f"key{i}:\n  {line}\n" for i, line in enumerate(lines))


def test_thirty_mistakes_are_thirty_messages_in_one_run() -> None:
    text = "".join(thirty())
    problems = found(text, ignore=["CAT005"])
    wrong = {(p.where.line + 1) // 2 for p in problems}
    assert len(problems) >= 30 and wrong == set(range(1, 31))


def test_levels_of_rules_and_families() -> None:
    text = "a:\n  titel: A\n"
    assert {p.rule: p.level for p in found(text)}["CAT004"] is Level.WARNING
    assert {p.level for p in found(text, levels={"CAT": "error"})} == {Level.ERROR}
    assert {p.rule: p.level for p in found(text, levels={"CAT": "off", "CAT004": "info"})} == {"CAT004": Level.INFO}


def test_a_level_may_differ_from_its_rules() -> None:
    problems = found("a: {title: A}\n", select=["CAT005"])
    assert [p.level for p in problems] == [Level.WARNING, Level.INFO]


def test_select_and_ignore() -> None:
    text = "a:\n  titel: A\n  arxiv: x\n"
    assert ids(found(text, select=["CAT"])) == {"CAT004", "CAT005"}
    assert ids(found(text, select=["CAT", "ID"], ignore=["CAT005"])) == {"CAT004", "ID001"}
    assert ids(found(text, ignore=["CAT", "ID"])) == set()


def test_problems_stand_in_the_order_of_the_file() -> None:
    problems = found("".join(thirty()))
    assert problems == sorted(problems, key=lambda p: p.where)


def test_today_is_what_the_caller_says() -> None:
    text = "a:\n  year: 2031\n  arxiv: '3005.00001'\n"
    assert ids(found(text, ignore=["CAT"])) == {"BIB005", "ID003"}
    assert not found(text, ignore=["CAT"], today=datetime.date(2030, 12, 31))
    assert not found("a: {arxiv: '2701.00001'}\n", ignore=["CAT"], today=datetime.date(2026, 12, 1))


@pytest.mark.parametrize("sort", ["key", "year", "title"])
def test_sort(sort: str) -> None:
    papers = "b: {title: B, year: 2021}\na: {title: A, year: 2020}\nc: {title: C, year: 2022}\n"
    assert [p.message for p in found(papers, sort=sort, select=["CAT011"])] == ["'a' stands after 'b'"]
    assert not found(papers, select=["CAT011"])


def test_every_message_is_one_line_with_its_place() -> None:
    for problem in found("".join(thirty())):
        assert re.fullmatch(r"papers\.yaml:\d+:\d+: [A-Z]+\d{3} [^\n]+", str(problem))


@pytest.mark.scale
def test_ten_thousand_papers_take_less_than_two_seconds() -> None:
    papers = [
        Paper(
            f"k{i}", f"A Title of Some Length {i // 2 * 2}", authors=(f"Ann{i} Bee", "C Dee"), venue="CVPR", year=2020
        )
        for i in range(10_000)
    ]
    start = time.process_time()
    problems = checks.run(Library(papers), today=TODAY, select=["BIB", "ID"])
    assert len(problems) == 5000 and time.process_time() - start < 2
