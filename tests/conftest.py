"""Fixtures: a small knowledge base that the tests of several layers share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from hypothesis import settings
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

from building import built
from often import examples

# A busy machine is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
settings.register_profile("ordinary", examples(100))
settings.load_profile("ordinary")

# Sites in a browser: site_of, own_site, browser, open_page; the two that the points are held to: both, classics, rows.
pytest_plugins = ["browsing", "two_bases"]


class Compiled(jinja2.BytecodeCache):
    """The theme's templates, compiled once by each process and not by each build: that is a third of a small one."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := self.known.get(f"{bucket.key}{bucket.checksum}"):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[f"{bucket.key}{bucket.checksum}"] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def _compiled() -> Iterator[None]:
    compiled, get_env = Compiled(), Theme.get_env

    def with_cache(theme: Theme) -> jinja2.Environment:
        env = get_env(theme)
        env.bytecode_cache = compiled
        return env

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "get_env", with_cache)
        yield


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    """A command freezes what it made, as its process ends with it; this one goes on."""
    yield
    gc.unfreeze()


CATALOGUE = """\
# 文字检测和识别
fang2021read:
  title: "Read Like Humans: Scene Text Recognition"
  authors: [Shancheng Fang, Hongtao Xie]
  venue: CVPR
  year: 2021
  topics: [文字检测和识别/识别]
  status: 已读
  tags: [oral]
seed2020:
  title: "SEED: Semantics Enhanced Encoder-Decoder"
  venue: CVPR
  year: 2020
  topics: [文字检测和识别/识别]
  status: 未看
detr2020:
  title: End-to-End Object Detection with Transformers
  aliases: [DETR]
  venue: ECCV
  year: 2020
  topics: [物体检测, Transformer in Vision]
  status: 重看
clash:
  title: 一篇名叫未看的主题里的论文
  venue: arXiv
  year: 2022
  topics: [物体检测/未看]
"""

MKDOCS = """\
site_name: 测试
docs_dir: notes
theme: {name: material, language: zh, font: false}
plugins: [search, papernotes]
"""

NOTES = {
    "index.md": "# 我的笔记\n\n你好 [[detr2020]]。\n",
    "fang2021read.md": "---\nread: 2022-06-13\n---\n\n## 方法\n\n参见 [[detr2020|那篇]]与 [@seed2020]，`[[no]]`。\n\n"
    + "语言模型与视觉模型分开训练，双向建模上下文，并且反复修正识别结果，直到收敛为止，细节见正文。\n",
    "detr2020.md": "---\nread: [2022-01-02, 2022-06-14]\n---\n\n集合预测与匈牙利匹配，知识蒸馏可以加速它的收敛过程。\n",
    "topics/文字检测和识别.md": "# 文字检测和识别\n\n从检测到识别的介绍。\n",
    "journal/2022-06-15.md": "# 日志\n\n今天读了 [[fang2021read]]。\n",
    "free.md": "# 概念\n\n一个自由页面，提到 [[seed2020]]。\n",
}


def written(folder: Path) -> Path:
    """The knowledge base, written into a folder."""
    (folder / "papers.yaml").write_text(CATALOGUE, "utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    for name, text in NOTES.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A knowledge base on disk."""
    return written(tmp_path)


@pytest.fixture(scope="session")
def plain_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the knowledge base as it is, strictly built; only to be read."""
    return built(written(tmp_path_factory.mktemp("plain")), "--strict")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: while a browser is open, its event loop runs in this thread, and no other can be started."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
