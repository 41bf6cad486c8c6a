"""A whole check: gather links, plan, ask, judge. What the command line calls."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from papernotes.garbage import seldom
from papernotes.links import extract, ignore, run
from papernotes.links.cache import Records
from papernotes.links.extract import HTML, MARKDOWN, Texts
from papernotes.links.hosts import Hosts
from papernotes.links.ignore import Ignore, Ignores
from papernotes.links.link import Finding, Link, Verdict
from papernotes.links.local import GENERATED, Tree
from papernotes.links.plan import Plan, Wishes, plan
from papernotes.model.directive import Directive
from papernotes.net import Fetcher
from papernotes.settings import Settings
from papernotes.store import directives
from papernotes.store.load import load


@dataclass
class Gathered:
    """All links of the input, and the folders they stand in."""

    links: list[Link] = field(default_factory=list)
    ignores: list[Ignore] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    _tree_of: dict[str, Tree] = field(default_factory=dict)

    def local(self, link: Link, path: str, fragment: str) -> Verdict:
        """The verdict of a link to a file."""
        tree = self._tree_of.get(link.source)
        if tree is None:
            place = Path(link.source).resolve()
            roots = [tree for tree in self.trees if tree.root and place.is_relative_to(tree.root.resolve())]
            deepest = max(roots, key=lambda tree: len(str(tree.root)), default=None)
            tree = self._tree_of[link.source] = deepest or Tree(None, self.texts)
        return tree.judge(link, path, fragment)


def of_base(found: Gathered, settings: Settings) -> None:
    """Add the links of a knowledge base. Raises PapernotesError."""
    library = load(settings)
    found.links += extract.of_library(library, settings, found.texts)
    found.ignores += ignore.of_directives(library.directives)
    top = settings.root / settings.notes_dir
    found.trees.append(Tree(top, found.texts, _prefix(settings.site_url), made=GENERATED))


def of_paths(found: Gathered, paths: Sequence[Path], here: Path) -> None:
    """Add the links of files and folders. Raises PapernotesError."""
    files = extract.files(paths)
    links = list(extract.of_files(files, found.texts, here))
    found.links += links
    names = {link.source: link.where.path for link in links}
    for path in files:
        text = found.texts.of(path)
        suffix = path.suffix.lower()
        if directives.SIGN in text and str(path) in names:
            read = _READERS.get(suffix, directives.of_catalogue)
            found.ignores += ignore.of_directives(read(text, names[str(path)]))
    found.trees += [Tree(path, found.texts) for path in paths if path.is_dir()]


_READERS: Mapping[str, Callable[[str, str], Iterable[Directive]]] = {
    **dict.fromkeys(MARKDOWN, directives.of_note),
    **dict.fromkeys(HTML, directives.of_html),
}


def of_site(found: Gathered, site: Path, site_url: str, here: Path) -> None:
    """Add the links of a built site; what leads to its own address is looked up in the folder.

    Raises PapernotesError."""
    files = [path for path in extract.files([site]) if path.suffix.lower() in HTML]
    for link in extract.of_files(files, found.texts, here):
        url = link.url
        if site_url and url.startswith(site_url.rstrip("/") + "/"):
            own = urlsplit(url)
            url = own.path + (f"#{own.fragment}" if own.fragment else "")
            link = Link(link.where, url, link.kind, link.source, link.span)
        found.links.append(link)
    found.trees.append(Tree(site, found.texts, _prefix(site_url), closed=True))


def _prefix(site_url: str) -> str:
    return urlsplit(site_url).path.rstrip("/") if site_url else ""


def planned(found: Gathered, hosts: Hosts, more: Iterable[Ignore], wishes: Wishes) -> tuple[Plan, Ignores]:
    """The plan for what was gathered, its links sorted and each there once, and the ignores that it used."""
    found.links = sorted(set(found.links), key=lambda link: (link.where, link.url, link.kind))
    ignores = Ignores([*found.ignores, *more], datetime.date.today())
    return plan(found.links, hosts, ignores, found.local, wishes), ignores


def asked(made: Plan, fetcher: Fetcher, records: Records, how: run.How, step: Callable[[], None]) -> run.Outcome:
    """What the network says of a plan."""

    async def work() -> run.Outcome:
        async with fetcher:
            return await run.Run(made, fetcher, records, how, step).run()

    # Most of what a run makes is gone at once; looking for cycles that often takes a tenth of its time.
    with seldom():
        return asyncio.run(work())


def findings(links: Sequence[Link], outcome: run.Outcome) -> list[Finding]:
    """Every link with its verdict."""
    return [Finding(link, said) for link, said in zip(links, run.in_order(links, outcome.verdicts), strict=True)]
