"""Finding papers: abbreviated names, facets, words."""

from __future__ import annotations

import pytest

from papernotes.find import Filter, candidates, one, search
from papernotes.model.library import Library
from papernotes.model.note import Note, NoteKind
from papernotes.model.paper import Paper
from papernotes.problem import PapernotesError

PAPERS = [
    Paper("vit", "An Image is Worth 16x16 Words", aliases=("ViT",), year=2021, topics=("骨干/Transformer",)),
    Paper("vitdet2022", "Exploring Plain Vision Transformer Backbones", venue="ECCV", year=2022, topics=("检测",)),
    Paper("he2016deep", "Deep Residual Learning", doi="10.1109/CVPR.2016.90", venue="CVPR", year=2016, tags=("经典",)),
    Paper("detr", "End-to-End Object Detection", arxiv="arXiv:2005.12872v3", topics=("检测/集合预测",), status="已读"),
    Paper("Übung", "深度学习", aliases=("２０",), venue="NIPS", topics=("骨干",), status="done"),
]
NOTE = Note("notes/detr.md", "detr.md", NoteKind.PAPER, "detr", "# DETR\n\n匈牙利匹配 loss\n")
LIBRARY = Library(PAPERS, [NOTE])


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("vit", "vit"),  # A whole key is never ambiguous.
        ("VIT", "vit"),
        ("vitd", "vitdet2022"),
        ("he2016", "he2016deep"),
        ("https://doi.org/10.1109/cvpr.2016.90", "he2016deep"),
        ("10.1109/CVPR.2016.90", "he2016deep"),
        ("2005.12872", "detr"),
        ("https://arxiv.org/abs/2005.12872v1", "detr"),
        ("an image is worth 16x16 words.", "vit"),
        ("object detection", "detr"),
        ("übung", "Übung"),
        ("20", "Übung"),
        ("深度", "Übung"),
        ("e", "vit vitdet2022 he2016deep detr"),
        ("zzz", ""),
        ("", ""),
        ("!", ""),
    ],
)
def test_candidates(name: str, keys: str) -> None:
    assert {paper.key for paper in candidates(LIBRARY, name)} == set(keys.split())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("zzz", "there is no paper 'zzz'; see 'papernotes list'"),
        ("t", "'t' may be any of "),
        ("", "there is no paper ''"),
    ],
)
def test_one_says_why_not(name: str, reason: str) -> None:
    with pytest.raises(PapernotesError) as error:
        one(LIBRARY, name)
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("facets", "keys"),
    [
        ({}, "vit vitdet2022 he2016deep detr Übung"),
        ({"topics": ("检测",)}, "vitdet2022 detr"),
        ({"topics": ("集合预测",)}, "detr"),
        ({"topics": ("transformer",)}, "vit"),
        ({"topics": ("骨干", "检测")}, "vit vitdet2022 detr Übung"),
        ({"statuses": ("read",)}, "detr Übung"),
        ({"statuses": ("未读",)}, "vit vitdet2022 he2016deep"),
        ({"venues": ("neurips",)}, "Übung"),
        ({"years": ("2021",)}, "vit"),
        ({"years": ("2016-2021",)}, "vit he2016deep"),
        ({"years": ("2021-",)}, "vit vitdet2022"),
        ({"years": ("-2016", "2022")}, "vitdet2022 he2016deep"),
        ({"tags": ("经典",)}, "he2016deep"),
        ({"words": ("vision", "2022")}, "vitdet2022"),
        ({"topics": ("检测",), "statuses": ("已读",)}, "detr"),
    ],
)
def test_filter(facets: dict[str, tuple[str, ...]], keys: str) -> None:
    assert [paper.key for paper in Filter(**facets).papers(LIBRARY)] == keys.split()


@pytest.mark.parametrize(
    ("facets", "reason"),
    [
        ({"topics": ("分割",)}, "there is no topic '分割'; one of 骨干, 骨干/Transformer, "),
        ({"statuses": ("巳读",)}, "unknown status '巳读'; one of 未看"),
        ({"years": ("soon",)}, "'soon' is no year; write 2021"),
        ({"years": ("20212022",)}, "'20212022' is no year"),
        ({"years": ("",)}, "'' is no year"),
    ],
)
def test_filter_says_what_is_wrong(facets: dict[str, tuple[str, ...]], reason: str) -> None:
    with pytest.raises(PapernotesError) as error:
        Filter(**facets).papers(LIBRARY)
    assert str(error.value).startswith(reason)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("loss",), [("detr", "匈牙利匹配 loss")]),
        (("object", "匈牙利"), [("detr", "匈牙利匹配 loss")]),
        (("ＮＩＰＳ",), [("Übung", "")]),
        (("neurips",), [("Übung", "")]),
        (("object", "nothing"), []),
    ],
)
def test_search(words: tuple[str, ...], found: list[tuple[str, str]]) -> None:
    assert [(paper.key, line) for paper, line in search(LIBRARY, words, PAPERS)] == found
