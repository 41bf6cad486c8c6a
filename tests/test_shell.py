"""What is done once for many pages gives the same pages as if it were done for each."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.files import Files, get_files
from mkdocs.structure.pages import Page

from papernotes.site.render import Renderer

ROOT = Path(__file__).parent.parent
_LINK = re.compile(r'(href|src)=("[^"]*"|[^\s">]+)')


def pages(base: Path, site: Path, **settings: Any) -> dict[str, str]:
    """The pages of a site by their paths, with every link made whole: ../x/ and ../../y/x/ may be the same place."""
    build(load_config(str(base / "mkdocs.yml"), site_dir=str(site), **settings))
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        place = f"http://site/{name.removesuffix('index.html')}"
        text = path.read_text("utf-8")
        found[name] = _LINK.sub(lambda m, place=place: f"{m[1]}={urljoin(place, m[2].strip(chr(34)))}", text)  # type: ignore[misc]
    return found


@pytest.mark.parametrize("directory_urls", [True, False])
def test_a_shell_is_the_themes_own_page(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, directory_urls: bool
) -> None:
    (base / "notes" / "seed2020.md").write_text("---\nhide: [toc]\n---\n\n不显示目录。\n\n## 一\n\n## 二\n", "utf-8")
    shells = pages(base, tmp_path / "shells", use_directory_urls=directory_urls)
    # All pages by the host, each with the theme's whole template.
    for place in ("papernotes.plugin.fits", "papernotes.host.split.fits"):
        monkeypatch.setattr(place, lambda meta: False)
    whole = pages(base, tmp_path / "whole", use_directory_urls=directory_urls)
    assert len(whole) > 20
    assert {name for name in whole if whole[name] != shells.get(name)} == set()


def test_one_parser_renders_as_a_new_one_for_each_note() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    config.plugins.pop("papernotes")
    files: Files = get_files(config)
    parser = partial(Markdown, extensions=config.markdown_extensions, extension_configs=config.mdx_configs)

    def locate(place: str) -> str | None:
        file = files.get_file_from_path(place)
        return file.url if file else None

    renderer = Renderer(parser, locate)
    for file in files.documentation_pages():
        page = Page(None, file, config)
        page.read_source(config)
        page.render(config, files)
        html, toc, _ = renderer.render(page.markdown or "", file.src_uri, file.url)
        assert html == page.content, file.src_uri
        assert [str(item) for item in toc] == [str(item) for item in page.toc]
