"""What mkdocs.yml says to the plugin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig

from papernotes.model.where import Where
from papernotes.problem import Problem
from papernotes.settings import Settings, documented, read_settings

# What a setting may hold is said once, in papernotes.settings; the host only has to let it through.
PapernotesConfig: Any = type(
    "PapernotesConfig",
    (Config,),
    {name: c.Type(object, default=default) for name, (default, _) in documented().items()},
)


def settings_of(given: Mapping[str, Any], config: MkDocsConfig) -> tuple[Settings, list[Problem]]:
    """The settings that the plugin is given in that configuration of the host, and what is wrong with them."""
    root = Path(config.config_file_path).parent.resolve()
    language = config.theme.get("language") or config.theme.locale
    return read_settings(
        {name: given[name] for name in documented()},
        Where("mkdocs.yml"),
        root=root,
        notes_dir=Path(config.docs_dir).resolve().as_posix(),
        language=str(language or "en"),
        site_name=config.site_name or "",
        site_url=config.site_url or "",
    )
