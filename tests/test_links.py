"""Links: found with their places, addresses read, local targets, ignores, the cache. No network."""

from __future__ import annotations

import datetime
import errno
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.links import cache, fix, ignore, markdown, page, report, verdict
from papernotes.links.address import target
from papernotes.links.cache import DAY_S, Record
from papernotes.links.config import config
from papernotes.links.extract import Texts, of_text
from papernotes.links.hosts import Hosts, Policy, registrable
from papernotes.links.link import Finding, Link, State, Verdict
from papernotes.links.local import Tree
from papernotes.links.verdict import Strikes, judge
from papernotes.model.where import Where
from papernotes.net import Failure, Hop, Reason, Response
from papernotes.problem import PapernotesError
from papernotes.store import directives

# A line of Markdown, and the addresses in it.
WRITTEN = [
    ("[a](https://a.example/(x)/y \"t\") ![i](img/a.png)", ["https://a.example/(x)/y", "img/a.png"]),
    ("[c]( <https://c.example/a b> )", ["https://c.example/a b"]),
    ("[words https://a.example](https://b.example)", ["https://b.example"]),
    ("[https://a.example][ref]\n\n[ref]: https://b.example 'T'", ["https://b.example"]),
    ("<https://g.example/>, <me@x.example>", ["https://g.example/", "mailto:me@x.example"]),
    ('<a href="https://h.example?a=1&amp;b=2">x</a><img src=b.png>', ["https://h.example?a=1&b=2", "b.png"]),
    ("https://a.example/x。然后 https://b.example/y, and", ["https://a.example/x", "https://b.example/y"]),
    ("see (https://c.example/z).", ["https://c.example/z"]),
    ("见https://arxiv.org/abs/2010.11929这篇", ["https://arxiv.org/abs/2010.11929"]),
    ("https://zh.wikipedia.org/wiki/深度学习 http://例え.jp/x", ["https://zh.wikipedia.org/wiki/深度学习", "http://例え.jp/x"]),
    ("（https://a.example/x）**https://b.example**", ["https://a.example/x", "https://b.example"]),
    ("https：／／a.example/x", ["https：／／a.example/x"]),
    ("`https://no.example` ``[a](b)``", []),
    ("```\nhttps://no.example\n```\n\n    https://no.example\n", []),
    ("- a\n\n    [n](https://n.example)", ["https://n.example"]),
    ("> [q](https://q.example)", ["https://q.example"]),
    ("| [a](https://a.example) | `x` |\n|---|---|\n| https://b.example | |", ["https://a.example", "https://b.example"]),
    ("<!-- [a](https://no.example) --> $x[0](a)$ $$f[1](b)$$", []),
    ("costs $5 [m](https://m.example) and $6", ["https://m.example"]),
    ("---\nurl: https://front.example\n---\n[a](b.md)", ["b.md"]),
    ("[^1]: a note https://f.example/x.\n[e]() \\[x](y.md)", ["https://f.example/x", "", "y.md"]),
    ("[a](a b.md) [d](http://a.example/b c)", ["a b.md", "http://a.example/b c"]),
    ("[a](x\\_y.md) [b](x&amp;y.md)", ["x_y.md", "x&y.md"]),
    ("https://[2001:db8::1]/x [[key]] [@key]", ["https://[2001:db8::1]/x"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "urls"), WRITTEN, ids=[text[:30] for text, _ in WRITTEN])
def test_links_of_markdown(text: str, urls: list[str]) -> None:
    assert [link.url for link in of_text(text, "a.md")] == urls


@given(st.text(alphabet="[]()<>!`$\\\n# -|'\"ahtps:/.。）é\r\t&;^=", max_size=80))
def test_places_are_those_of_the_text(text: str) -> None:
    """Whatever the text: no crash, and every place is where the address begins."""
    lines = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
    for link in of_text(text, "a.md"):
        written = text[slice(*link.span)]
        assert lines[link.where.line - 1][link.where.column - 1 :].startswith(written.split("\n")[0].rstrip("\r"))
        assert link.url in (written, f"mailto:{written}") or "\\" in written or "&" in written


@given(st.text(), st.text())
def test_bare_addresses_end_where_the_sentence_goes_on(before: str, after: str) -> None:
    for text in (f"{before} https://a.example/x。{after}", f"https://a.example/x，{after}"):
        assert "https://a.example/x" in [found.url for found in markdown.bare(text)]


def test_html_pages() -> None:
    text = (
        "<link rel=preconnect href=https://no.example><link rel=stylesheet href=a.css><script src='b.js'>'<a href=x>'"
        "</script><!-- <a href=no> --><a data-href=no title='>' HREF='c?a=1&amp;b'>x</a>"
        "<img srcset='d.png 1x, e.png 2x'>"
    )
    assert [link.url for link in of_text(text, "a.html", suffix=".html")] == [
        "a.css",
        "b.js",
        "c?a=1&b",
        "d.png",
        "e.png",
    ]


ADDRESSES = [
    ("http://A.Example:80/a b?q=é#x", "web", "http://a.example/a%20b?q=%C3%A9"),
    ("HTTP://例え.jp", "web", "http://xn--r8jz45g.jp/"),
    ("//cdn.example/x", "web", "https://cdn.example/x"),
    ("http://[::1]:8080/x", "web", "http://[::1]:8080/x"),
    ("https://doi.org/https://doi.org/10.5555/ABC\\_d).", "bad", "a backslash in the address; write '/'"),
    ("https://doi.org/10.5555/ABC_d).", "doi", "10.5555/abc_d"),
    ("doi:10.5555/x", "doi", "10.5555/x"),
    ("https://arxiv.org/pdf/2010.11929v2.pdf#page=3", "arxiv", "2010.11929"),
    ("https://ar5iv.labs.arxiv.org/html/cs/0112017", "arxiv", "cs/0112017"),
    ("https://arxiv.org/list/cs.CV/recent", "web", "https://arxiv.org/list/cs.CV/recent"),
    ("../a.md?x#y", "local", "../a.md?x"),
    ("mailto:a@b.example?subject=x", "mail", "a@b.example"),
    ("JavaScript:alert(1)", "forbidden", "javascript"),
    ("data:text/html,x", "forbidden", "data"),
    ("data:image/png;base64,AAAA", "other", "data"),
    ("ftp://a.example/", "ftp", "ftp"),
    ("tel:+123", "other", "tel"),
]


@pytest.mark.parametrize(("url", "kind", "ask"), ADDRESSES)
def test_addresses(url: str, kind: str, ask: str) -> None:
    assert (target(url).kind, target(url).ask) == (kind, ask)


BAD = ["", "http://", "http://%zz/", "http://a.example/%zz", "http://[::1", "http://a.example:99999/", "http:\\\\a\\b",
       "http：／／a.example", "http://good.example@evil.example/", "http://a.example/" + "a" * 65_536, "http://a\nb/",
       "mailto:nobody", "doi:x", "http://" + "a" * 64 + ".example/", "http://-a.example/", "http://a..b/"]  # fmt: skip


@pytest.mark.parametrize("url", BAD, ids=[url[:30] for url in BAD])
def test_addresses_that_lead_nowhere(url: str) -> None:
    assert target(url).kind == "bad" and target(url).ask


@given(st.text() | st.text().map("https://".__add__) | st.text().map("http://a.example/".__add__))
def test_addresses_never_crash_and_are_stable(url: str) -> None:
    aim = target(url)
    if aim.kind == "web":
        assert aim.ask.isascii() and target(aim.ask).ask == aim.ask


def test_local_targets(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("# 方法 Two\n\n## Dup\n\n## Dup\n\n## X {#own}\n\n```\n# Code\n```\n", "utf-8")
    (tmp_path / "docs/b.html").write_text("<p id=here>", "utf-8")
    tree = Tree(tmp_path / "docs", Texts(), made=("papers",))
    link = Link(Where("docs/a.md"), "", source=str(tmp_path / "docs/a.md"))
    rows = {
        "a.md": "", "": "", "b.html#here": "", "b.html#no": "fragment_missing", "#方法-two": "", "#two": "",
        "#dup_1": "",
        "#dup-1": "", "#own": "", "#code": "fragment_missing", "/a.md": "", "c.md": "file_missing", "../docs/a.md": "",
        "papers/x.md": "generated", "a.md?v=1": "", "%61.md": "", "a%00b": "file_missing", "x" * 300: "file_missing",
        "a\\b": "syntax", "b.html#:~:text=x": "",
    }  # fmt: skip
    for url, reason in rows.items():
        path, _, fragment = url.partition("#")
        assert tree.judge(link, path, fragment).reason == reason, url


def test_a_site_is_closed(tmp_path: Path) -> None:
    (tmp_path / "site/p").mkdir(parents=True)
    (tmp_path / "out.html").write_text("x", "utf-8")
    (tmp_path / "site/p/index.html").write_text("<i id=a>", "utf-8")
    tree = Tree(tmp_path / "site", Texts(), "/base", closed=True)
    link = Link(Where("i"), "", source=str(tmp_path / "site/p/index.html"))
    (tmp_path / "site/p/based.html").write_text("<base href='/base/'><a href=p/>", "utf-8")
    other = replace(link, source=str(tmp_path / "site/p/based.html"))
    assert (tree.judge(link, "p/", "").reason, tree.judge(other, "p/", "").reason) == ("file_missing", "")
    said = {path: tree.judge(link, path, "").reason for path in ("../../out.html", "/base/p/", "/p", "..", "/base/q/")}
    assert said == {
        "../../out.html": "file_missing",
        "/base/p/": "",
        "/p": "",
        "..": "file_missing",
        "/base/q/": "file_missing",
    }


def response(status: int = 200, body: str = "<p>A page with some words.</p>", **more: object) -> Response:
    headers = {"content-type": "text/html"} | dict(more.pop("headers", {}))  # type: ignore[call-overload]
    return Response(str(more.pop("url", "https://a.example/x")), status, headers, body.encode(), **more)  # type: ignore[arg-type]


PAGES = [
    ("<title>Deep Residual Learning</title><h1>Not to be found</h1>", ""),
    ("<title>404 | Example</title>", "soft_404"),
    ("<title>Page not found - Example University</title>", "soft_404"),
    ("<title>您访问的页面不存在_某网</title>", "soft_404"),
    ("<h1>Error 404</h1>", "soft_404"),
    ("<title>Error 404: how servers say no</title>" + "x " * 600, "soft_404"),
    ("<title>Area 404 of the visual cortex</title>", ""),
    ("<p>此内容因违规无法查看</p>", "soft_404"),
    ("<title>综述</title><p>" + "很多字" * 300 + "此内容因违规无法查看</p>", ""),
    ("<title>Just a moment...</title>", "bot_wall"),
    ("<title>Log in</title><p>x", ""),
    ("<script src=/cdn-cgi/challenge-platform/x.js></script>", "bot_wall"),
    ("<p>" + "Honest words. " * 60 + "</p><div class=g-recaptcha></div>", ""),
]


@pytest.mark.parametrize(("body", "reason"), PAGES, ids=[reason + body[:40] for body, reason in PAGES])
def test_pages(body: str, reason: str) -> None:
    assert judge("https://a.example/x", response(body=body), Policy(), None, 0.0, Strikes()).reason == reason


def test_finals() -> None:
    ask = "https://a.example/x"
    assert page.wall(ask, response(url="https://passport.a.example/?next=x"), "") == "login_wall"
    assert page.wall(ask, response(url="https://a.example/account/unhuman?x"), "") == "bot_wall"
    assert page.soft_404(ask, response(url="https://a.example/"), "x")
    assert not page.soft_404("https://a.example/index.html", response(url="https://a.example/"), "x")


def moved(url: str, to: str, *statuses: int, known: str = "") -> Verdict:
    answer = replace(response(url=to), hops=tuple(Hop(status, to) for status in statuses))
    record = Record(url, "redirected", final=known, ok_at=1.0) if known else None
    return judge(url, answer, Hosts().of(url.split("/")[2]), record, 9.0, Strikes())


def test_moved_for_good() -> None:
    old, new = "https://www.a.example/x", "https://b.a.example/y"
    assert not moved(old, new, 301).moved, "one run could have met a mistake"
    assert moved(old, new, 301, 308, known=new).moved == new
    assert not moved(old, new, 301, 302, known=new).moved
    assert not moved(old, "https://other.example/", 301, known="https://other.example/").moved
    assert not moved("https://github.io.example.org/x", new, 301, known=new).moved
    assert moved("http://a.example/x", "https://a.example/x", 302).upgrade
    assert registrable("a.b.edu.cn") == "b.edu.cn" and registrable("me.github.io") == "me.github.io"


def test_strikes_survive_weather() -> None:
    known = Record("u", "unverifiable", "refused", strikes=2, first_fail_at=1.0)
    weather = Failure("u", Reason.TIMEOUT_READ)
    said = judge("u", weather, Policy(), known, 9 * DAY_S, Strikes())
    assert (said.state, said.strikes) == (State.UNVERIFIABLE, 2)
    again = cache.updated(known, "u", said, weather, 9 * DAY_S)
    assert judge("u", Failure("u", Reason.REFUSED), Policy(), again, 9 * DAY_S, Strikes()).state is State.BROKEN
    assert cache.updated(again, "u", Verdict(State.OK), weather, 9.0).strikes == 0


@pytest.mark.parametrize("reason", Reason)
def test_every_failure_has_words_and_a_verdict(reason: Reason) -> None:
    said = judge("https://a.example/", Failure("https://a.example/", reason), Policy(), None, 0.0, Strikes())
    assert said.state is not State.OK and said.reason in report.WORDS
    assert set(Reason) >= verdict.WEAK_FAILURES


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status_has_a_verdict(status: int) -> None:
    said = judge("https://a.example/x", response(status), Policy(), None, 0.0, Strikes())
    good = status in (101, 304) or 200 <= status < 300
    assert (said.state is State.OK) == good and (good or said.reason in report.WORDS)


seconds = st.integers(0, 4_000_000_000).map(float)
word = st.text(max_size=20)
RECORDS = st.builds(
    Record, st.text(min_size=1, max_size=20), st.sampled_from(["", *map(str, State)]), word,
    st.none() | st.integers(1, 999), word, seconds, seconds, seconds, st.integers(0, 99), seconds, word, word,
)  # fmt: skip


@given(st.lists(RECORDS))
def test_cache_round_trip(records: list[Record]) -> None:
    known = {record.url: record for record in records}
    text = cache.dump(known)
    assert cache.parse(text.encode(), "c") == (known, [])
    assert cache.dump(cache.parse(text.encode(), "c")[0]) == text
    assert (
        text.splitlines() == sorted(text.split("\n")[:-1], key=lambda line: json.loads(line)["url"]) or "\x85" in text
    )


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2026-01-01T00:00:00+23:59")
ROWS = st.dictionaries(st.sampled_from(["v", "url", "state", "checked_at", "strikes", "code", "x"]), VALUES)


@given(st.lists(st.binary() | ROWS.map(lambda row: json.dumps(row).encode())))
def test_any_bytes_are_a_cache(lines: list[bytes]) -> None:
    known, _ = cache.parse(b"\n".join(lines), "c")
    cache.dump(known)
    for record in known.values():
        record.fresh(1e9)


def test_cache_of_the_future_and_of_vandals(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    good = cache.dump({"http://a.example/": Record("http://a.example/", "ok", checked_at=1e9)})
    path.write_bytes(
        b'{"v": 9, "url": "x"}\n\xff\xfe broken\n[]\n' + good.encode() + b'{"v": 1, "url": 7}\n' + b"[" * 100_000
    )
    known, warnings = cache.load(path)
    assert list(known) == ["http://a.example/"] and len(warnings) == 5
    assert warnings[0] == f"{path}:2:1: no record of the link cache; dropped"
    assert cache.save(path, known) == "" and path.read_text("utf-8") == good
    assert "cannot be written" in cache.save(Path("/dev/full/c.jsonl"), known)


def test_a_full_disk_is_a_warning_and_keeps_the_old_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.jsonl"
    cache.save(path, {"u": Record("u", "ok")})
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in cache.save(path, {"v": Record("v", "ok")})
    assert path.read_bytes() == before and [one.name for one in tmp_path.iterdir()] == ["c.jsonl"]


HEAVY = ["[", "](", "((", "![[[", "`", "<a ", "<!--", "$x", "](a ", "<a href='", "https://", "](<", "[a]: ", "&quot;",
         "[a]((", "<", "<head ", "<title ", "<meta ", "<script ", "<h1>", "<title>", "&#",
         "http-equiv=refresh "]  # fmt: skip


@pytest.mark.parametrize("piece", HEAVY)
def test_a_hostile_note_costs_no_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.process_time()
    list(of_text(text, "a.md"))
    list(of_text(text, "a.html", suffix=".html"))
    page.wall("http://a.example/x", response(body=text), text)
    page.soft_404("http://a.example/x", response(body=text), text)
    assert time.process_time() - began < 2


def test_freshness() -> None:
    good = Record("http://a.example/", "ok", checked_at=1e9)
    assert good.fresh(1e9 + 5 * DAY_S) and not good.fresh(1e9 + 9 * DAY_S)
    assert not good.fresh(1e9 - DAY_S), "a clock that went back"
    assert Record("doi:10.5555/x", "ok", checked_at=1e9).fresh(1e9 + 60 * DAY_S)
    assert not Record("doi:10.5555/x", "unverifiable", checked_at=1e9).fresh(1e9 + 60 * DAY_S)
    assert not replace(good, state="broken").fresh(1e9 + 1)
    spread = {
        int(d) for d in range(40, 90) for n in range(60) if Record(f"u{n}", "ok", checked_at=0).fresh(d * DAY_S / 10)
    }
    assert {41, 55} <= spread and 85 not in spread


def ignores(text: str, today: str = "2026-06-01") -> ignore.Ignores:
    return ignore.Ignores(ignore.of_directives(directives.of_note(text, "a.md")), datetime.date.fromisoformat(today))


def test_ignores() -> None:
    sign = "<!-- papernotes: ignore-link"
    text = f"{sign} reason=down until=2027-01-01 -->\n[a](x)\n[b](y) {sign} reason=old until=2020-01-01 -->\n"
    text += f"[c](z) {sign} -->\n{sign} reason=none -->\n\n`{sign} -->`\n"
    known = ignores(text)
    said = {link.url: bool(known.of(link)) for link in of_text(text, "a.md")}
    assert said == {"x": True, "y": False, "z": False}
    found = [(p.where.line, p.rule) for p in known.problems(whole=True)]
    assert found == [(3, "LINK012"), (4, "LINK011"), (5, "LINK011")]
    assert ignores(text, "2028-01-01").problems(whole=True)[0].rule == "LINK012"


def test_settings_say_what_is_wrong_with_them() -> None:
    assert config({"strikes": 1, "ignore": [], "budget": 5}).strikes == 1
    for block in ({"strike": 1}, {"strikes": True}, {"hosts": {}}, [], {"budget": -1}):
        with pytest.raises(PapernotesError, match=r"mkdocs.yml"):
            config(block)
    for row in ({"hosts": []}, {"hosts": ["x"], "interval": "1"}, {"hosts": ["x"], "foo": 1}):
        with pytest.raises(PapernotesError, match=r"mkdocs.yml"):
            Hosts([row])
    with pytest.raises(PapernotesError, match=r"mkdocs.yml"):
        ignore.of_settings([{"reason": "x"}])
    assert Hosts([{"hosts": ["dl.acm.org"], "wall": False}]).of("dl.acm.org").wall is False
    assert Hosts().of("pubs.dl.acm.org").wall and Hosts().of("x.example").interval == 0.5


@given(
    st.lists(st.sampled_from(["https://a.example/x", "http://b.example", "c.md"]), max_size=4),
    st.sampled_from(["\n", "\r\n"]),
)
def test_fix_is_a_splice(urls: list[str], end: str) -> None:
    """Only the moved address changes, wherever it stands; written twice it changes nothing more."""
    old, new = "https://a.example/x", "https://a.example/new?a=1"
    text = "\ufeff# 标题" + end + "".join(f"- [链接]({url}) `{old}` <{old}>{end}" for url in urls)
    path = Path(__file__).parent / "unused"
    links = list(of_text(text.removeprefix("\ufeff"), "a.md", f"{path}.md"))
    for link in sorted((one for one in links if one.url == old), key=lambda one: one.where, reverse=True):
        text = fix._spliced(text, link, new) or text
    expected = (
        "\ufeff# 标题" + end + "".join(f"- [链接]({new if url == old else url}) `{old}` <{new}>{end}" for url in urls)
    )
    assert text == expected


def finding(url: str, state: State, reason: str = "", **more: object) -> Finding:
    return Finding(Link(Where("a|b.md", 3, 7), url), Verdict(state, reason, **more))  # type: ignore[arg-type]


def test_reports_escape_what_files_say() -> None:
    evil = "https://a.example/|`%0A::error::x<b>\x1b[31m\n"
    shown = report.Report([finding(evil, State.BROKEN, "http_404", code=404)], [])
    shown = replace(shown, problems=report.problems(shown.findings, [], {}))
    forms = {name: form(shown) for name, form in report.FORMATS.items()}
    assert "\x1b" not in forms["text"] + forms["markdown"] + forms["junit"]
    assert forms["github"].count("\n") == 1 and "%0A" in forms["github"]
    assert "<b>" not in forms["markdown"] and forms["markdown"].count("\n| ") == 2
    assert json.loads(forms["sarif"])["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "LINK001"


def test_levels_of_the_settings() -> None:
    found = [finding("x", State.BROKEN, "http_404"), finding("y", State.UNVERIFIABLE, "dns_temp")]
    assert [str(p.level) for p in report.problems(found, [], {"LINK001": "info", "LINK": "off"})] == ["info"]
