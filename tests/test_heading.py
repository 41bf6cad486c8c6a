"""One-line forms of reading lists, as people write them."""

from __future__ import annotations

import pytest

from papernotes.formats.heading import Heading, parse
from papernotes.model.status import Statuses

# The brackets are those of a published reading list of 2019 to 2022; a title behind them stays as it is.
BRACKETS: dict[str, tuple[int | None, int | None, str, str, list[str]]] = {
    "[2021-CVPR]": (2021, None, "CVPR", "", []),
    "[2021-CVPR-oral-识别]": (2021, None, "CVPR", "", ["oral", "识别"]),
    "[2020-CVPR-识别-Oral]": (2020, None, "CVPR", "", ["识别", "Oral"]),
    "[2021-CVPR-oral-视频文本]": (2021, None, "CVPR", "", ["oral", "视频文本"]),
    "[2021-CVPR-检测-矩形]": (2021, None, "CVPR", "", ["检测", "矩形"]),
    "[202105-NIPS]": (2021, 5, "NeurIPS", "", []),
    "[2021-Neurips]": (2021, None, "NeurIPS", "", []),
    "[202111-arxiv]": (2021, 11, "arXiv", "", []),
    "[202203-arixv-没理解]": (2022, 3, "arXiv", "没理解", []),
    "[202203-arixv-需要重看]": (2022, 3, "arXiv", "需要重看", []),
    "[202103-arxiv-重要-图像文本]": (2021, 3, "arXiv", "", ["重要", "图像文本"]),
    "[2020-ACM Multimedia]": (2020, None, "ACM MM", "", []),
    "[2019-ACMMM]": (2019, None, "ACM MM", "", []),
    "[2021-PAMI-检测识别]": (2021, None, "TPAMI", "", ["检测识别"]),
    "[2021-T-PAMI]": (2021, None, "TPAMI", "", []),
    "[CVPR 2021]": (2021, None, "CVPR", "", []),
    "[202103]": (2021, 3, "", "", []),
    "[2021-综述-博客]": (2021, None, "", "", ["综述", "博客"]),
    "[水文]": (None, None, "", "", ["水文"]),
    "【2021，CVPR，未看】": (2021, None, "CVPR", "未看", []),
    "［2021／CVPR］": (2021, None, "CVPR", "", []),
    "[2021.05-ICLR]": (2021, 5, "ICLR", "", []),
    "[202113-ICLR]": (None, None, "ICLR", "", ["202113"]),
    "[2021-CVPR-ICCV]": (2021, None, "CVPR", "", ["ICCV"]),
    "[]": (None, None, "", "", []),
}


@pytest.mark.parametrize(("brackets", "said"), BRACKETS.items(), ids=BRACKETS)
@pytest.mark.parametrize("gap", ["", " ", "\t"], ids=["no gap", "blank", "tab"])
def test_brackets(brackets: str, said: tuple[int, int, str, str, list[str]], gap: str) -> None:
    heading = parse(f"{brackets}{gap}Read Like Humans: A Title [v2]", Statuses())
    assert (heading.year, heading.month, heading.venue, heading.status, heading.labels) == said
    assert heading.title == "Read Like Humans: A Title [v2]"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Deep Image Prior", "Deep Image Prior"),
        ("  ## Deep  Image Prior ", "Deep Image Prior"),
        ("- Deep Image Prior", "Deep Image Prior"),
        ("[2018-CVPR] **Deep Image Prior**", "Deep Image Prior"),
        ("[2018-CVPR]\n### Deep Image Prior\n", "Deep Image Prior"),
        ("[2018-CVPR]", ""),
        ("", ""),
    ],
)
def test_titles(line: str, title: str) -> None:
    assert parse(line, Statuses()).title == title


def test_a_line_without_brackets_says_no_more_than_a_title() -> None:
    assert parse("CVPR 2021 未看", Statuses()) == Heading("CVPR 2021 未看")
