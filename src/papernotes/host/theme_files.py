"""The files of a theme, as the host looks for those that it copies into the site."""

from __future__ import annotations

import os

from jinja2 import Environment, FileSystemLoader
from mkdocs.theme import Theme


class _InSight(FileSystemLoader):
    """A loader that names no template in a hidden folder: the host asks for all names and drops just those.

    Material for MkDocs has fourteen thousand icons there."""

    def list_templates(self) -> list[str]:
        found = set()
        for root in self.searchpath:
            for folder, inside, names in os.walk(root, followlinks=self.followlinks):
                inside[:] = [name for name in inside if not name.startswith(".")]
                place = os.path.relpath(folder, root).replace(os.sep, "/")
                found |= {name if place == "." else f"{place}/{name}" for name in names}
        return sorted(found)


def lighten(theme: Theme) -> None:
    """Let the theme's next environment list no hidden files, until `all_again`, and compile templates as they are."""
    made = theme.get_env

    def get_env() -> Environment:
        env = made()
        loader = env.loader
        if type(loader) is FileSystemLoader:
            env.loader = _InSight(loader.searchpath, loader.encoding, loader.followlinks)
        # Each is rendered a few times; what folding constants spares there is a tenth of what it costs.
        env.optimized = False
        return env

    theme.get_env = get_env  # type: ignore[method-assign]


def all_again(env: Environment) -> Environment:
    """The environment with all that the theme has."""
    loader = env.loader
    if isinstance(loader, _InSight):
        env.loader = FileSystemLoader(loader.searchpath, loader.encoding, loader.followlinks)
    return env
