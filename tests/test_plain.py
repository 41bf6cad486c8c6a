"""Our own data files say to our reader what they say to PyYAML."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import papernotes
from papernotes import plain

HERE = Path(papernotes.__file__).parent
FILES = ["model/venues.yaml", "strings/zh.yaml", "strings/en.yaml", "checks/typos.yaml", "search/synonyms.yaml"]
TEXTS = [
    "a: b\n",
    "a: [b, c d,  e-f ]\n",
    'a: {b: [c, 12], d: "e, f: g", h: it\'s}\n',
    "- [12, 3D, 2.5D, \"a\\tb\"]\n- 'it''s: so'\n# no more\n\n- x - y:z#\n",
    'two words: "{n}: \\u8bba"\n',
]


@pytest.mark.parametrize("name", FILES)
def test_our_files_mean_what_they_mean_in_yaml(name: str) -> None:
    said = yaml.safe_load((HERE / name).read_text("utf-8"))
    assert plain.load(HERE / name) == said and len(said) > 60


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_plain_means_the_same_in_yaml(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    assert plain.load(path) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text", ["a:\n  b: c\n", "a: &x b\n", "a: [b\n", "a: |\n  b\n", "? a\n", "a: [*b]\n", "a: b # c\n"]
)
def test_what_is_not_plain_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"\S"):
        plain.load(path)
