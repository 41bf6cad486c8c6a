"""The tokenizer: what it makes of words, and that the browser's makes the same."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from papernotes.search.words import lexicon_data, stem, words

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "src" / "papernotes" / "assets" / "scripts"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def counted(text: str) -> set[str]:
    return set(words().counts(text))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("R-CNN", "r cnn rcnn"),
        ("Mask-R-CNN", "mask cnn rcnn maskrcnn"),
        ("DBNet", "dbnet db net"),
        ("YOLOv3", "yolov3 yolo 3"),
        ("CVPR2021", "cvpr2021 cvpr 2021"),
        ("Swin-T", "swin swint"),
        ("16×16", "16x16 16"),
        ("TextBoxes", "textbox text box"),
        ("networks", "network"),
        ("Müller", "muller"),
        ("ＣＮＮ", "cnn"),
        ("文字檢測", "文字 字检 检测 #文字检测"),
        ("文本检测", "文本 #文字检测"),
        ("scene text detectors", "#文字检测 #场景文字"),
        ("狗", "狗"),
        ("自監督學習", "自监 #自监督"),
    ],
)
def test_words_of(text: str, held: str) -> None:
    assert set(held.split()) <= counted(text)


@pytest.mark.parametrize("word", ["loss", "bias", "analysis", "focus", "gas", "2s", ""])
def test_what_is_no_plural_stays(word: str) -> None:
    assert stem(word) == word


def test_each_phrase_of_a_group_means_the_group() -> None:
    for group in words().lexicon.groups:
        for phrase in group:
            assert f"#{group[0]}" in counted(f"a {phrase} b"), phrase
            assert f"#{group[0]}" in counted(phrase.upper()), phrase


def test_no_phrase_stands_twice() -> None:
    phrases = [phrase.casefold() for group in words().lexicon.groups for phrase in group]
    assert len(phrases) == len(set(phrases))


def _texts() -> list[str]:
    """Thousands of strings: the repository's own notes by line, and pieces of them and of other alphabets mixed."""
    lines = [line for path in sorted((ROOT / "notes").rglob("*.md")) for line in path.read_text("utf-8").splitlines()]
    lines += [phrase for group in words().lexicon.groups for phrase in group]
    chance = random.Random(5)
    letters = (
        "aZéøßİıΣςσЖя0９Ａ-_'’‐–./×²ﬁ㈱Ⅳ\u00ad\u200b\u0301 \t,，。「」文字檢測體後發髮𠀀𪚥ガが한국어々〇ﾊﾞ¼µªẞᾳ\ufeff"
    )
    mixed = ["".join(chance.choices(letters, k=chance.randint(1, 24))) for _ in range(4000)]
    parts = [word for line in lines for word in line.split()]
    joined = ["".join(chance.choices(parts, k=2)) for _ in range(2000)]
    return lines + mixed + joined + words().tokens(" ".join(lines))[:2000]


@pytest.mark.browser
def test_the_browser_makes_the_same_words(browser: Any) -> None:
    texts = _texts()
    source = SCRIPTS.joinpath("words.js").read_text("utf-8")
    page = browser.new_page()
    theirs: list[Any] = page.evaluate(
        """async ([source, lexicon, texts]) => {
          const words = await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})));
          words.learn(lexicon);
          return texts.map((text) => [words.tokens(text), Object.fromEntries(words.counts(text))]);
        }""",
        [source, json.loads(json.dumps(lexicon_data(words().lexicon))), texts],
    )
    page.close()
    ours = [[words().tokens(text), dict(words().counts(text))] for text in texts]
    different = [(text, a, b) for text, a, b in zip(texts, ours, theirs, strict=True) if a != b]
    assert different == []
    assert len(texts) > 9000
