"""White space of templates goes where no reader sees it, and nowhere else."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.site.shell import fill, hole, split
from papernotes.site.spare import spare
from papernotes.site.squeeze import squeeze, squeeze_around

SPACE = " \t\n\f\r"
KEPT = [
    "<pre>\n  a\n\n  <b>b</b>\n</pre>",
    "<textarea>\n\n a </textarea>",
    "<script>\n  if (a < b)\n\n  c()\n</script>",
    '<script type="application/json">{\n  "a": "</p>\\n  "\n}</script>',
    "<style>\n  a { b: c }\n</style>",
    "<!--\n  a licence\n-->",
    '<a title="one\n  two">x</a>',
    "<a title='one\n  > two'>x</a>",
    "<i>a</i> <i>b</i>",
    "<li>a</li>\n<li>b</li>",
    "中文\u3000\n\u3000中文",
    "1 < 2  and  3",
    '<a href="../b/">',
    '<a href="" title="a=b" alt="a>b">',
    '<i data-a="pnholedescriptionelohnp">',
    '<meta content="a"><nav aria-label="a"><link href="a">',
    '<a href="#a">',
    '<i a="b"c="d e">',
]
SHORTER = [
    ("<b>a</b>\n\n   <b>b</b>", "<b>a</b>\n<b>b</b>"),
    ("<span>\n  \n 首页\n\n</span>", "<span>\n首页\n</span>"),
    ("<div>\n  <ul>\n    <li>a</li>\n  </ul>\n</div>", "<div><ul><li>a</li></ul></div>"),
    ("<p>\n  a\n  <em>b</em>\n</p>", "<p>a\n<em>b</em></p>"),
    ("<p></p>\n\n<p>\n \n</p>", "<p></p>\n<p></p>"),
    ('<a\n   class="x  y"\n   href="z">b</a>', '<a class="x  y" href=z>b</a>'),
    ('<input  class="a"  id="b" checked  title="c" >', '<input class=a id=b checked title="c">'),
    ('<a href="../b/" class="论文">', "<a href=../b/ class=论文>"),
    ('<path d="a"/><path d="a" />', '<path d="a"/><path d=a />'),
    ("<i title='a=\"b\" '>", "<i title='a=\"b\" '>"),
    (
        "<html>\n <head>\n  <title>a  b</title>\n\n </head>\n <body>\n  a",
        "<html><head><title>a  b</title></head><body>a",
    ),
    ("a\r\n\r\n  b", "a\nb"),
]
BITS = ["<div>", "</div>", "<ul>", "<li>", "</li>", "<span class='a'>", "</span>", "<br>", "<body>", "a", "论文", "<"]
TAGS = ['<a href="../b/" >', "<i a='b=\"c\" '>", '<b c="d/"/>', '<i a="b"c="e" >', '<link href="x" />']
SPACES = ["\n", "  ", "\n  \n", "\r\n", "\t", "\u3000", "&nbsp;", "<a\n href='b\n  c'\n>", "<PRE>\n x</PRE >"]
PIECES = st.sampled_from([*KEPT, *BITS, *TAGS, *SPACES])


class Seen(HTMLParser):
    """What a browser makes of HTML: elements with their attributes, and text with white space as it is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[object] = []
        self.text = ""
        self._kept = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._kept += tag in ("pre", "textarea", "script", "style")
        self.elements.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self._kept = max(0, self._kept - (tag in ("pre", "textarea", "script", "style")))
        self.elements.append(tag)

    def handle_comment(self, data: str) -> None:
        self.elements.append(f"<!--{data}")

    def handle_data(self, data: str) -> None:
        self.text += data if self._kept else re.sub(f"[{SPACE}]+", "", data)


@pytest.mark.parametrize("html", KEPT)
def test_what_may_be_seen_stays(html: str) -> None:
    assert squeeze(html) == html


@pytest.mark.parametrize(("html", "shorter"), SHORTER)
def test_what_nobody_sees_goes(html: str, shorter: str) -> None:
    assert squeeze(html) == shorter


@given(st.lists(PIECES, max_size=30).map("".join))
def test_elements_attributes_and_words_are_the_same(html: str) -> None:
    made = squeeze(html)
    assert squeeze(made) == made
    assert len(made) <= len(html)
    before, after = Seen(html), Seen(made)
    assert (before.elements, before.text) == (after.elements, after.text)


def test_white_space_between_words_never_goes() -> None:
    for space in ("\n", " \n ", "\n\n\t", "\r\n "):
        for one in ("a", "</b>", "<b>x</b>", "<br>", "<input>"):
            for two in ("b", "<b>", "<img src=x>"):
                assert squeeze(f"{one}{space}{two}") == f"{one}\n{two}"


def test_the_note_is_not_the_themes() -> None:
    note = "<p>一\n二</p>\n\n\n<div>\n\n<p>三</p></div>"
    page = f"<main>\n  <article>\n\n    {note}\n\n  </article>\n</main>"
    assert squeeze_around(page, note) == f"<main><article>{note}</article></main>"
    assert squeeze_around(page, "not in it") == squeeze_around(page, "") == page
    shell = split(f"<head>\n</head><body><main>\n  <article>\n\n    {hole('content')}\n\n  </article>\n</main>")
    assert fill(shell, {"content": note}).endswith(f"<main><article>{note}</article></main>")


def test_a_table_of_contents_stands_in_a_shell_as_a_block_does() -> None:
    for before, after in (("<div>\n  ", "\n</div>"), ("</a>\n\n", "\n</li>"), ("<div>", "\n\n<p>")):
        shell = split(f"{before}{hole('toc')}{after}")
        assert fill(shell, {"toc": "<nav>x</nav>"}) == squeeze(f"{before}<nav>x</nav>{after}")


SAID = {"base": "..", "features": ["navigation.instant"], "search": "worker.js", "version": None} | {
    "translations": {"clipboard.copy": "复制</script", "search.result.none": "没有", "select.version": "版本"}
}
FORM = '<div data-md-component="search"></div>'


def config(said: dict[str, object], page: str = "") -> dict[str, object]:
    """What the theme's script is told on a page, as it reads it."""
    written = json.dumps(said).replace("<", "\\u003c")
    html = spare(f'{page}<script id="__config" type="application/json">{written}</script>')
    start, end = html.index("{"), html.index("</script>")
    found: dict[str, object] = json.loads(html[start:end])
    return found


def test_the_theme_is_told_nothing_of_a_search_that_is_off() -> None:
    assert config(SAID) == {
        "base": "..",
        "features": ["navigation.instant"],
        "translations": {"clipboard.copy": "复制</script"},
    }
    versions = config({**SAID, "version": {"provider": "mike"}}, FORM)
    assert versions == {**SAID, "version": {"provider": "mike"}}


def test_what_another_theme_is_told_stays() -> None:
    for said in ("{", "[]", "{}", '{"translations": 1}', " "):
        html = f'<script id="__config" type="application/json">{said}</script>'
        assert spare(html) == html


def test_an_icon_needs_no_name_space() -> None:
    assert spare('<svg xmlns="http://www.w3.org/2000/svg" id="a"><path/></svg>') == '<svg id="a"><path/></svg>'
    assert spare('<svg xmlns="http://other">') == '<svg xmlns="http://other">'
