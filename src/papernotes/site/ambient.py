"""What every page of a site depends on, as JSON, so that it can be compared and a site built again without the host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from markdown import Markdown

from papernotes.late import regex
from papernotes.markdown import PapersExtension
from papernotes.settings import Settings
from papernotes.site.around import around, config_files
from papernotes.site.resolver import Resolver

_READ_MORE = {"pymdownx.snippets", "pymdownx.b64", "pymdownx.pathconverter"}
"""Extensions that read further files."""
_PURE = regex(
    r"(?:markdown\.extensions\.)?(?:abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|"
    r"legacy_attrs|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks)|pymdownx\.\w+"
)
_PAPERS = "papernotes:"
_CALL = "!call"


class Unsayable(ValueError):
    """A value of the configuration that is no JSON."""


def about(config: Any, settings: Settings, serving: bool) -> dict[str, Any] | None:
    """All that the pages depend on besides the library; None where what they depend on cannot be told.

    `config` is the host's."""
    extensions = [item if isinstance(item, str) else _PAPERS for item in config.markdown_extensions]
    if any(name in _READ_MORE or not (_PURE.fullmatch(name) or name == _PAPERS) for name in extensions):
        return None
    try:
        configs = _said(config.mdx_configs or {})
        own = _said(asdict(settings))
    except Unsayable:
        return None
    return {
        "settings": own,
        "extensions": extensions,
        "configs": configs,
        "directory_urls": bool(config.use_directory_urls),
        "rooted": rooted(config),
        "serving": serving,
        **around(Path(config.config_file_path)),
    }


def rooted(config: Any) -> bool:
    """Whether a link to /x.md means the file in the notes folder, as the host's validation may say."""
    # The value `relative_to_docs` is below every level of the log.
    return int(config.validation.links.absolute_links or 0) < 0


def theme_files(config: Any) -> Iterator[Path]:
    """The reader's own templates, and what of the configuration is a file."""
    yield from config_files(Path(config.config_file_path))
    if config.theme.custom_dir:
        yield from sorted(path for path in Path(config.theme.custom_dir).rglob("*") if path.is_file())


def settings_of(said: Mapping[str, Any], root: Path) -> Settings:
    """The settings that `about` told of."""
    return Settings(**{**said["settings"], "root": root})


def parser_of(said: Mapping[str, Any], resolver: Resolver) -> Markdown:
    """The Markdown parser that `about` told of."""
    extensions = [PapersExtension(resolver) if name == _PAPERS else name for name in said["extensions"]]
    return Markdown(extensions=extensions, extension_configs=_meant(said["configs"]))


def _said(value: Any) -> Any:
    """A value as JSON; a function by its module and name. Raises Unsayable."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    if isinstance(value, dict) and all(isinstance(name, str) and name != _CALL for name in value):
        return {name: _said(item) for name, item in value.items()}
    if isinstance(value, partial):
        return {_CALL: [*_said(value.func)[_CALL], _said(value.args), _said(value.keywords)]}
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if callable(value) and module and name.isidentifier() and getattr(import_module(module), name, None) is value:
        return {_CALL: [module, name]}
    raise Unsayable(repr(value))


def _meant(value: Any) -> Any:
    """The value that `_said` told of. Only what a cache holds that is sealed by this user comes here."""
    if isinstance(value, list):
        return [_meant(item) for item in value]
    if isinstance(value, dict):
        if _CALL in value:
            module, name, *given = value[_CALL]
            found = getattr(import_module(module), name)
            return partial(found, *_meant(given[0]), **_meant(given[1])) if given else found
        return {name: _meant(item) for name, item in value.items()}
    return value
