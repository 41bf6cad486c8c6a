"""What the host is told of a theme's files is what it would keep of all of them."""

from __future__ import annotations

from pathlib import Path

from jinja2 import FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from papernotes.host.theme_files import all_again, lighten


def copied(theme: Theme) -> tuple[list[str], int]:
    """The files that the host copies of a theme, and how many templates were looked through."""
    config = MkDocsConfig()
    config.load_dict({"site_name": "x"})
    config.validate()
    config.theme = theme
    files, env = Files([]), theme.get_env()
    files.add_files_from_theme(env, config)
    return [file.src_uri for file in files], len(env.list_templates())


def own(folder: Path) -> Theme:
    """Material under a reader's own folder with files in hidden places, and over others of the theme."""
    for name in (".hidden/a.css", "b/.hidden/c.css", "b/d.css", ".e.css", "assets/images/favicon.png", "main.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return Theme(name="material", custom_dir=str(folder))


def test_the_same_files_are_copied(tmp_path: Path) -> None:
    plain, light = own(tmp_path), own(tmp_path)
    lighten(light)
    (all_of_them, many), (found, few) = copied(plain), copied(light)
    assert found == all_of_them and "b/d.css" in found
    assert few < many / 10


def test_after_that_the_theme_is_whole(tmp_path: Path) -> None:
    theme = own(tmp_path)
    lighten(theme)
    env = all_again(theme.get_env())
    assert type(env.loader) is FileSystemLoader
    assert env.list_templates() == own(tmp_path).get_env().list_templates()
    assert env.get_template(".hidden/a.css").render() == ".hidden/a.css"
