"""The rules that read notes, case by case: what they say, what they leave alone, and how they are fixed."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from often import examples
from papernotes import checks
from papernotes.checks import RULES
from papernotes.model.library import Library
from papernotes.problem import Problem, TextEdit
from papernotes.store import notes, patch
from test_checks import check, ids, split

TODAY = datetime.date(2026, 6, 30)


def found(body: str, *select: str, head: str = "") -> list[Problem]:
    """What the rules say of one note of a page; those of links to files that are not there are left out."""
    text = f"---\n{head}---\n{body}" if head else body
    note, problems = notes.read(text, "notes/n.md", "n.md", False)
    ignore = () if select else ("NOTE008",)
    return checks.run(Library((), [note], problems), select=select, ignore=ignore, today=TODAY)


# Text of a note, and the rules that speak of it. The second half of each theme is what they must leave alone.
ROWS: dict[str, str] = {
    "## a\n#### b\n": "NOTE006",
    "## 方法：\n": "NOTE006",
    "## \n": "NOTE006",
    "### a\n## b\n### c\n#### d\n## e\n": "",
    "## a\n```sh\n#### b:\n```\n": "",
    "## a\n### b\n\n    ##### c\n": "",
    "![](a.png)": "NOTE007",
    "![请添加图片描述](https://example.org/a.png)": "NOTE007",
    "![image-20210601](a.png)": "NOTE007",
    "![结构]()": "NOTE007",
    "上图\n请添加图片描述\n": "NOTE007",
    "编辑器会写“请添加图片描述”。`![](a)`": "",
    "![网络结构](a.png)": "",
    "![a fig](file:///C:/x.png)": "NOTE009",
    "![a fig](/Users/x/y.png)": "NOTE009",
    "![a fig](~/y.png) `![a fig](/Users/x.png)`": "NOTE009",
    "![a fig](/assets/y.png)": "",
    "![a fig](https://pic1.zhimg.com/v2.jpg)": "NOTE010",
    "![a fig](https://zhimg.com.example.org/v2.jpg)": "",
    "[看图](https://pic1.zhimg.com/v2.jpg)": "",
    "## 甲\n\n见 vision transformer 部分\n": "NOTE011",
    "## 甲\n\n详见“网络结构”一节。": "NOTE011",
    "## 网络结构\n\n详见“网络结构”一节。": "",
    "## 位置编码\n\n见位置编码部分。": "",
    "常见部分如下，可见这部分，意见部分采纳。": "",
    "见论文的实验部分，见附录部分，见第三节，见原文 method 部分，参见实验部分。": "",
    "见下一节。见上一部分。参考这一节课。参考文献部分": "",
    "See the related work section, see the next section.": "",
    "[a](#方法)\n## 方法\n": "",
    "[a](#方法)\n## 结果\n": "NOTE012",
    "[a](#x)\n## 结果 {#x}\n": "",
    "[a](#a-b_1)\n## A b\n## A b\n": "",
    "[a](#fn:1) `[b](#no)`": "",
    "[论文]（https://example.org/a）": "NOTE013",
    "【论文】(https://example.org/a)": "NOTE013",
    "！[图](a.png)": "NOTE013",
    "＃ 标题": "NOTE013",
    "见 http：//example.org": "NOTE013",
    '[a](https://example.org “标题”)': "NOTE013",
    "太好了！[链接](https://example.org)": "",
    "【注】（见下文）。[1]（略）": "",
    "`【a】（https://example.org）`": "",
    "数组锟斤拷": "NOTE015",
    "a\ufffdb": "NOTE015",
    "鐨勭爺绌讹紝锛屾槸": "NOTE015",
    "itâ€™s": "NOTE015",
    "Ångström, Â, São Paulo, 涓涓细流": "",
    "a\u202eb": "NOTE016",
    "[[a\u200bb]]": "NOTE012 NOTE016",
    "👩\u200d💻": "",
    "$$\nx\n": "NOTE017",
    "$\\left( x$": "NOTE017",
    "$$\\begin{aligned} x \\end{align}$$": "NOTE017",
    "这里 $\\alpha 没有结束": "NOTE017",
    "价格 $5 和 $6，$x$ 与 $$y$$，`$\\left($`，\\$": "",
    "$$\\begin{aligned}\\left. x \\right|\\end{aligned}$$": "",
    "```\nx\n": "NOTE018",
    "- a\n\n  ```py\n  x\n  ```\n": "",
    "~~~\n```\n~~~\n": "",
    "<script>x</script>": "NOTE019",
    "<img src='a.png' onerror='x'>": "NOTE019",
    "`<script>` 与 a < b, <details><summary>x</summary></details>": "",
    "$a<script$": "",
    "见 https://example.org/a 。": "NOTE020",
    "[a](https://example.org/a。)": "NOTE020",
    "[a](https://example.org/a?utm_source=x&id=1)": "NOTE020",
    "<https://example.org/a> `https://example.org` [a](https://example.org/?id=1)": "",
    "[https://example.org](https://example.org) <a href='https://example.org'>x</a>": "",
    "卷基层": "NOTE021",
    "self-Attetion": "NOTE021",
    "attention, `attetion`, [x](https://example.org/attetion)": "",
    "TODO 2020-01-01 补": "NOTE022",
    "待补（2022年1月2日）": "NOTE022",
    "TODO 2026-06-01 补，未完成的任务 2020-01-01，TODOS": "",
    "这个模型为图像识别训练。\n這個網絡還有問題。": "NOTE025",
    "作者是陳奕廷與許嘉銘，这个模型": "",
    "これは画像認識のモデルです。這個網絡還有問題。这个模型为": "",
    "| a | b |\n|---|\n| 1 | 2 |": "NOTE026",
    "| a | b |\n|---|---|\n| 1 | 2 | 3 |": "NOTE026",
    "| a | b |\n|---|---|\n| `x\\|y` | $2$ |": "",
    "| a | b |\n|---|---|\n| `x|y` | $2$ |": "",
    "a | b\n--|--\n1 | 2": "",
    "[a](JaVaScript:alert(1))": "LINK005",
    "[a](java&#115;cript:x)": "LINK005",
    "[a](https://arxiv.org@example.org/x)": "LINK005",
    "[a](//example.org)": "LINK005",
    "[a](https://www.\u0430rxiv.org/x)": "LINK005",
    "![a fig](data:image/png;base64,AAAA)": "",
    "[a](mailto:a@example.org) [b](https://example.org/@user) [c](https://例子.example)": "",
    "[a](https://t.co/abc)": "LINK009",
    "[a](https://not.co/abc) [b](https://example.org/t.co/)": "",
    "[a](https://arxiv.org/pdf/2010.11929v2.pdf)": "LINK010",
    "[a](https://arxiv.org/pdf/2010.11929#page=3)": "",
    "![a fig](../../x.png)": "SEC002",
    "[a](%2e%2e/%2e%2e/etc/passwd)": "SEC002",
    "[a](a/../b.txt)": "",
    "key: ghp_" + "a1B2" * 9: "SEC004",
    "-----BEGIN OPENSSH PRIVATE KEY-----": "SEC004",
    "写信给 someone@realhost.cn": "SEC004",
    "sk-learn 与 task-based-classification-model-of-many-words": "",
    "git@github.com:a/b.git, a@example.org, [@key2020]": "NOTE012",
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), ROWS.items(), ids=range(len(ROWS)))
def test_one_note(body: str, expected: str) -> None:
    assert ids(found(body)) == set(expected.split()), list(map(str, found(body)))


def fix(text: str, rules: tuple[str, ...] = ()) -> str:
    """The text of a note after all fixes, as `papernotes fmt` makes them."""
    for _ in range(6):
        note, problems = notes.read(text, "notes/n.md", "n.md", False)
        given = checks.run(Library((), [note], problems), select=rules, today=TODAY)
        edits = [p.edit for p in given if isinstance(p.edit, TextEdit)]
        after, count = patch.patched(text, edits)
        if not count:
            break
        patch.prove(text, after, "notes/n.md", edits)
        text = after
    return text


FIXED = {
    "## a：\n#### b\n##### c\n#### d\n": "## a\n### b\n#### c\n### d\n",
    "[论文]（https://example.org/a）和【二】（b.md）\r\n": "[论文](https://example.org/a)和[二](b.md)\r\n",
    "＃标题\r\n！[图](a.png)\r\n": "# 标题\r\n![图](a.png)\r\n",
    "\ufeff＃＃ 标题 http：//example.org/a。\n": "\ufeff## 标题 <http://example.org/a>。\n",
    "a\u202eb [[k\u200bey]]\n": "ab [[key]]\n",
    "见 https://example.org/a?utm_source=x&b=1)，\n": "见 <https://example.org/a?b=1>)，\n",
    "[a](https://example.org/a。)\n": "[a](https://example.org/a)\n",
    "[a](https://arxiv.org/pdf/2010.11929v2.pdf)\n": "[a](https://arxiv.org/abs/2010.11929v2)\n",
    "| a | b |\n|---|\n| [[k|w]] | 1 |\n| 2 |\n": "| a | b |\n|---|---|\n| [[k\\|w]] | 1 |\n| 2 | |\n",
    "---\nread：2022-06-13\nsummary： 一句话：好\n---\nx\n": "---\nread: 2022-06-13\nsummary: 一句话：好\n---\nx\n",
    "```\n＃ 标题 ！[图](a.png)\n```\n": "```\n＃ 标题 ！[图](a.png)\n```\n",
}


@pytest.mark.parametrize(("before", "after"), FIXED.items(), ids=range(len(FIXED)))
def test_fixes(before: str, after: str) -> None:
    assert fix(before) == after and fix(after) == after


AUTO = [rule for rule in RULES.values() if rule.fix == "auto" and rule.id.startswith(("NOTE", "LINK"))]


@pytest.mark.parametrize("rule", AUTO, ids=lambda rule: rule.id)
def test_what_is_fixed_is_not_found_again(rule: checks.Rule, tmp_path: Path) -> None:
    files = split(rule.bad)
    if rule.id == "NOTE008":
        files = {"notes/images/Fig.png": "x", "notes/vit.md": "![结构](images/fig.png)"}
    before = files["notes/vit.md"]
    problems = [p for p in check(files, tmp_path, select=[rule.id]) if isinstance(p.edit, TextEdit)]
    after, count = patch.patched(before, [p.edit for p in problems if isinstance(p.edit, TextEdit)])
    assert count == len(problems) > 0
    left = check({**files, "notes/vit.md": after}, tmp_path, select=[rule.id])
    assert not [p for p in left if p.edit]


PIECES = (
    "## a：", "#### b", "＃ c", "\n", "\n\n", "[t]（https://example.org/a）", "【t】(a.png)",
    "！[x](a.png)", "`", "```\n", "$", "$$",
    "| a | b |\n|---|---|\n", "| [[k|w]] | 1 |\n", "\u202e", "[[k\u200b]]",
    "https://example.org/?utm_source=a", "<", ">", "(", ")",
    "<!-- ", " -->", "[a](https://arxiv.org/pdf/2010.11929)", "文字", "，", "\r\n", "    ", "- ",
    "\\", "[", "]", "---\n", "read：2",
)  # fmt: skip


@examples(300)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_fixing_comes_to_an_end_and_only_changes_what_it_says(text: str) -> None:
    note, problems = notes.read(text, "n.md", "n.md", False)
    edits = [p.edit for p in checks.run(Library((), [note], problems), today=TODAY) if isinstance(p.edit, TextEdit)]
    after, _ = patch.patched(text, edits)
    # Taking away what was written and what was replaced leaves the same.
    new, old = (
        ("".join(sorted("".join(part))) for part in zip(*((e.new, e.old) for e in edits), strict=True))
        if edits
        else ("", "")
    )
    assert set(after) <= set(text) | set(new) and set(text) <= set(after) | set(old)


HOSTILE = {
    "a": "a" * 100_000,
    "brackets": "![[" * 33_000,
    "parentheses": "(" * 100_000,
    "ticks": "`" * 100_000,
    "ticks of every length": " ".join("`" * n for n in range(1, 440)),
    "dollars": "$a " * 33_000,
    "two dollars": "$$" * 50_000,
    "bars": "|-" * 50_000,
    "table": "|a|b|\n|-|-|\n" + "|[[" * 33_000,
    "comments": "<!--" * 25_000,
    "spaces": "# a" + " " * 100_000 + "b",
    "hashes": "# " * 50_000,
    "tags": "<a " * 33_000,
    "tag": "<a " + "onx " * 25_000,
    "mails": "a@" * 50_000,
    "mail": "a" * 50_000 + "@" + "a." * 25_000,
    "links": "[a](" * 25_000,
    "nested": "[" * 50_000 + "]" * 50_000,
    "labels": "[a[b]" * 20_000,
    "addresses": "https://a" * 11_000,
    "see": "见 a" * 33_000,
    "full": "【a】（" * 25_000,
    "mojibake": "锛" * 100_000,
    "secrets": "sk-" + "a" * 100_000,
    "dates": "TODO " + "2020-" * 20_000,
    "quotes": "> " * 50_000,
    "fences": "```\n" * 25_000,
    "left": "$$" + "\\left" * 20_000 + "$$",
    "backslashes": "\\" * 100_000,
    "headings": "## a\n" * 20_000,
    "definitions": "[a]:" * 25_000,
    "blank lines": "\n" * 100_000,
    "indented": "\n    a\n" * 14_000,
    "percent": "](%2e" * 20_000,
    "english": "lorem ipsum " * 9_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long(body: str) -> None:
    start = time.process_time()
    found(body + " 中文见")
    assert time.process_time() - start < 3


def test_two_notes_with_the_same_text() -> None:
    line = "这是同一段话，它在两篇笔记里都出现。" * 12
    texts = [notes.read(f"{extra}\n\n{line}\n", f"notes/{i}.md", f"{i}.md", False)[0] for i, extra in enumerate("ab")]
    (problem,) = checks.run(Library((), texts), select=["NOTE023"])
    assert str(problem.where) == "notes/1.md:3:1" and "notes/0.md:3:1" in problem.message
    code = [notes.read(f"```\n{line}\n```\n", f"notes/{i}.md", f"{i}.md", False)[0] for i in range(2)]
    assert not checks.run(Library((), code), select=["NOTE023"])


def test_days_and_pastes() -> None:
    assert ids(found("x", head="created: 2022-02-02\nupdated: 2022-01-01\n")) == {"NOTE024"}
    assert not found("x", head="created: 2022-02-02\nupdated: 2022-02-02\n")
    english = "An abstract that somebody pasted here from the page of the paper. " * 30
    assert ids(found("中文笔记，写得很多。" * 30 + f"\n\n{english}\n")) == {"NOTE027"}
    assert not found(english) and not found("中文" * 200 + "\n\n| " + english)


def test_a_secret_is_never_in_the_message() -> None:
    (problem,) = found("ghp_" + "a1B2" * 9)
    assert "a1B2" not in str(problem)


def test_own_words_are_misspelt_too() -> None:
    note, _ = notes.read("用了 resnext 和小样本学系", "notes/n.md", "n.md", False)
    problems = checks.run(Library((), [note]), typos={"学系": "学习", "ResNext": "ResNeXt"}, today=TODAY)
    assert [p.message for p in problems] == ["'resnext' is misspelt", "'学系' is misspelt"]
