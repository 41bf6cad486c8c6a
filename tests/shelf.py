"""A synthetic knowledge base for tests of the site: invented papers that have every kind of value a filter meets."""

from __future__ import annotations

import random
from pathlib import Path

VENUES = ["CVPR", "NeurIPS", "ICLR", "ICML", "AAAI", "TPAMI", "ACL", "EMNLP", "MICCAI", "TIP", "PR", "WACV"]
STATUSES = ["未看", "在读", "已读", "重看"]
TOPICS = ["文字检测和识别/检测", "文字检测和识别/识别", "物体检测", "分割", "生成模型", "自监督"]
TAGS = ["文字检测", "轻量化", "Transformer", "弱监督", "综述"]
FAMILIES = ["Arden", "Birch", "Cedar", "Dahlia", "Elm", "Fern", "Ginkgo", "Hazel", "Iris", "Juniper", "Kapok", "Laurel"]
HOSTILE = '<img src=x onerror=alert(1)> "Quoted" & <b>Bold</b>'

MKDOCS = """\
site_name: 测试书架
site_url: !ENV [SITE_URL, "https://example.org/sub/"]
docs_dir: notes
use_directory_urls: {directory_urls}
theme:
  name: material
  language: {language}
  font: false
  features: [{features}]
plugins: [{plugins}papernotes: {{rules: {{BIB002: off, NOTE001: off}}}}]
"""


def papers(count: int) -> str:
    """A catalogue of invented papers; the same for the same count."""
    dice = random.Random(count)
    parts = []
    for number in range(count):
        name, place = dice.choice(TAGS[:4]), dice.choice(TOPICS)
        families = dice.sample(FAMILIES, dice.randint(1, 5))
        authors = ", ".join(f"{dice.choice('ABCDEFGH')}. {family}" for family in families)
        title = f"Invented Study {number:05} of {dice.choice(['Sparse', 'Curved', 'Tiny', 'Noisy'])} Shapes"
        zh = f"关于{place.split('/')[-1]}的虚构研究{number}"
        lines = [f'  title: "{title}"', f"  authors: [{authors}]", f"  venue: {dice.choice(VENUES)}"]
        lines += [f"  year: {dice.randint(2013, 2024)}", f"  topics: [{place}]", f"  status: {dice.choice(STATUSES)}"]
        lines += [f"  aliases: [Inv{number}, {zh}]"] * (number % 2) + [f"  tags: [{name}]"] * (number % 3 > 0)
        parts.append("\n".join([f"invented{number:05}:", *lines]))
    hostile = HOSTILE.replace('"', '\\"')
    parts.append(f'hostile:\n  title: "{hostile}"\n  venue: AAAI\n  year: 2011\n  status: 未看\n  topics: [分割]')
    return "\n".join(parts) + "\n"


def shelf(
    base: Path,
    count: int = 129,
    language: str = "zh",
    features: str = "navigation.tabs",
    plugins: str = "",
    directory_urls: str = "true",
) -> Path:
    """A knowledge base of `count` papers and a hostile one, on disk; some have notes."""
    notes = base / "notes"
    notes.mkdir(parents=True)
    (base / "papers.yaml").write_text(papers(count), "utf-8")
    config = MKDOCS.format(language=language, features=features, plugins=plugins, directory_urls=directory_urls)
    (base / "mkdocs.yml").write_text(config, "utf-8")
    (notes / "index.md").write_text("# 书架\n\n虚构的论文。\n", "utf-8")
    for number in range(0, min(count, 40), 10):
        text = f"---\nread: 2024-01-{number % 27 + 1:02}\n---\n\n## 方法\n\n第 {number} 篇笔记"
        text += "谈到琥珀色的路由器，和贝塞尔曲线，还有很多别的内容，都是为测试而写的。\n"
        (notes / f"invented{number:05}.md").write_text(text, "utf-8")
    return base
