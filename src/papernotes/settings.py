"""The settings of a knowledge base, read from the plugin's block in mkdocs.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from papernotes.late import regex
from papernotes.model.status import STATUSES, Status, Statuses
from papernotes.model.where import Where
from papernotes.problem import PapernotesError, Problem, near

LEVELS = ("error", "warning", "info", "off")
PAGES = ("all", "noted")
SORTS = ("", "key", "year", "title")
_HOST = regex(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?")
_STATUS = tuple(field.name for field in fields(Status))


def _setting(default: Any, doc: str) -> Any:
    if isinstance(default, list | dict):
        return field(default_factory=type(default), metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Settings:
    """Every setting has a default; the minimal mkdocs.yml needs none."""

    catalogue: str | list[str] = _setting("papers.yaml", "One file, a list of files, or a glob such as papers/*.yaml.")
    statuses: list[dict[str, Any]] = _setting(
        [], "Further statuses, or new labels for known ones: name, zh, en, aliases, colour, icon."
    )
    topics: list[str] = _setting([], "The topics that may be used; empty allows any.")
    rules: dict[str, str] = _setting({}, "Level of a rule: error, warning, info or off, by its id (CAT004: off).")
    sort: str = _setting("", "The order of the catalogue, which CAT011 checks: key, year or title; empty for any.")
    typos: dict[str, str] = _setting({}, "Further misspellings that NOTE021 finds, wrong: right.")
    note_template: str = _setting("", "A Jinja template for `papernotes note`, instead of the built-in one.")
    feed_size: int = _setting(20, "How many notes the feeds hold.")
    paper_pages: str = _setting(
        "all", "all: a page for each paper; noted: papers without a note share pages, see scaling.md."
    )
    trusted_html: bool = _setting(False, "true: the HTML in notes and all files beside them are published as they are.")
    image_hosts: list[str] = _setting([], "Hosts whose pictures the pages may show; those of others become links.")
    last_changed: bool = _setting(
        False, "true: a paper's page says on which day its note was last changed, as Git knows it; see site.md."
    )
    links: dict[str, Any] = _setting(
        {}, "How `papernotes links` asks: hosts, ignore, strikes, budget ...; see links.md."
    )

    root: Path = field(default=Path(), metadata={"host": True})
    notes_dir: str = field(default="notes", metadata={"host": True})
    language: str = field(default="zh", metadata={"host": True})
    site_name: str = field(default="", metadata={"host": True})
    site_url: str = field(default="", metadata={"host": True})

    @property
    def patterns(self) -> list[str]:
        """The catalogue setting as a list."""
        return [self.catalogue] if isinstance(self.catalogue, str) else list(self.catalogue)

    @property
    def only_noted(self) -> bool:
        """Whether papers without a note share pages."""
        return self.paper_pages == "noted"

    def status_list(self) -> Statuses:
        """The built-in statuses with the user's changes and additions."""
        known = {s.name: s for s in STATUSES}
        for given in self.statuses:
            name = str(given.get("name", ""))
            old = known.get(name, Status(name, name, name))
            known[name] = Status(
                name,
                str(given.get("zh") or old.zh),
                str(given.get("en") or old.en),
                tuple(map(str, given.get("aliases") or old.aliases)),
                str(given.get("colour") or old.colour),
                str(given.get("icon") or old.icon),
            )
        return Statuses(tuple(known.values()))


def documented() -> Mapping[str, tuple[Any, str]]:
    """The settings a user may write, with default and description."""
    own = [f for f in fields(Settings) if "doc" in f.metadata]
    return {f.name: (getattr(Settings(), f.name), f.metadata["doc"]) for f in own}


def read_settings(block: Mapping[str, Any], where: Where, **host: Any) -> tuple[Settings, list[Problem]]:
    """Settings from the plugin's block, and a problem for each key that is unknown or of the wrong type."""
    good: dict[str, Any] = {}
    problems = []
    for name, value in block.items():
        if name == "rules" and isinstance(value, dict):
            # YAML takes an unquoted `off` for false.
            value = {str(rule): "off" if level is False else str(level) for rule, level in value.items()}
        reason = _mistake(str(name), value)
        if reason:
            problems.append(Problem(where, "SET001", *reason))
        elif value is not None:
            good[name] = value
    return Settings(**good, **host), problems


def _mistake(name: str, value: Any) -> tuple[str, str] | None:
    known = documented()
    if name not in known:
        return (f"unknown setting '{name}'", near(name, known, f"known settings: {', '.join(known)}"))
    default = known[name][0]
    types: tuple[type, ...] = (str, list) if name == "catalogue" else (type(default),)
    if value is not None and (not isinstance(value, types) or isinstance(value, bool) != (types == (bool,))):
        return (f"setting '{name}' is {type(value).__name__}", f"write a {' or '.join(t.__name__ for t in types)}")
    if name == "sort" and value is not None and value not in SORTS:
        return (f"setting 'sort' is '{value}'", "one of key, year, title, or empty for any order")
    if name == "paper_pages" and value is not None and value not in PAGES:
        return (f"setting 'paper_pages' is '{value}'", "write all or noted")
    if name == "rules" and isinstance(value, dict):
        for rule, level in value.items():
            if str(level) not in LEVELS:
                return (f"level '{level}' of rule '{rule}' is unknown", "one of " + ", ".join(LEVELS))
    if name == "typos" and isinstance(value, dict):
        odd = next((word for pair in value.items() for word in pair if not isinstance(word, str) or not word), None)
        return (f"a word of 'typos' is {odd!r}", "write text, in quotes") if odd is not None else None
    if name == "feed_size" and value is not None and value < 0:
        return (f"setting 'feed_size' is {value}", "write 0 or more")
    if name == "image_hosts" and isinstance(value, list):
        odd = next((host for host in value if not (isinstance(host, str) and _HOST.fullmatch(host))), "")
        return (f"an item of 'image_hosts' is {odd!r}", "write a host such as img.example.org") if odd != "" else None
    if name in ("catalogue", "topics") and isinstance(value, list):
        odd = next((item for item in value if not isinstance(item, str)), "")
        return (f"an item of '{name}' is {odd!r}", "write text, in quotes") if odd != "" else None
    return _status_mistake(value) if name == "statuses" and value else None


def _status_mistake(given: list[Any]) -> tuple[str, str] | None:
    if not all(isinstance(status, dict) and status.get("name") for status in given):
        return ("a status has no name", "write {name: skimmed, zh: 略读, en: Skimmed}")
    for status in given:
        for name, said in status.items():
            if name not in _STATUS:
                return (f"a status has the unknown field '{name}'", "one of " + ", ".join(_STATUS))
            if isinstance(said, list | dict) != (name == "aliases") and said is not None:
                return (f"'{name}' of a status is {said!r}", f"write {'a list' if name == 'aliases' else 'text'}")
    known = Settings(statuses=given).status_list().all
    for labels in ([status.zh for status in known], [status.en for status in known]):
        if twice := next((label for label in labels if labels.count(label) > 1), None):
            return (f"two statuses are called '{twice}'", "give each a label of its own")
    return None


class _Lenient(yaml.SafeLoader):
    """mkdocs.yml may hold tags of the host (!ENV, !!python/name:...); here they are just values."""


def _any_tag(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


_Lenient.add_multi_constructor("!", _any_tag)
_Lenient.add_multi_constructor("tag:yaml.org,2002:python/", _any_tag)


def find_root(start: Path) -> Path:
    """The folder at or above `start` that holds mkdocs.yml.

    Raises PapernotesError if there is none."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise PapernotesError(f"no mkdocs.yml in '{start}' or above; run 'papernotes init' to begin a knowledge base")


def load_settings(root: Path) -> tuple[Settings, list[Problem]]:
    """The settings in `root`/mkdocs.yml, as the site build sees them.

    Raises PapernotesError if the file cannot be read."""
    path = root / "mkdocs.yml"
    try:
        config = yaml.load(path.read_text("utf-8"), _Lenient)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"mkdocs.yml:{mark.line + 1}:{mark.column + 1}" if mark else "mkdocs.yml:1:1"
        said = str(getattr(error, "problem", None) or error).split("\n")[0]
        raise PapernotesError(f"{where}: not valid YAML; {said}") from error
    # For 2022-13-45, `!!float x` and `!!bool x` PyYAML raises what Python does.
    except (OSError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise PapernotesError(f"mkdocs.yml:1:1: cannot be read; {error}") from error
    config = config if isinstance(config, dict) else {}
    theme = config.get("theme")
    return read_settings(
        _block(config.get("plugins")),
        Where("mkdocs.yml"),
        root=root,
        notes_dir=_text(config.get("docs_dir")) or "docs",
        language=(_text(theme.get("language")) if isinstance(theme, dict) else "") or "en",
        site_name=_text(config.get("site_name")),
        site_url=_text(config.get("site_url")),
    )


def _text(value: Any) -> str:
    """A value of the host's; what it should not be, the host itself complains of."""
    return value if isinstance(value, str) else ""


def _block(plugins: Any) -> Mapping[str, Any]:
    items = plugins if isinstance(plugins, list) else [plugins]
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("papernotes"), dict):
            block: Mapping[str, Any] = item["papernotes"]
            return block
    return {}
