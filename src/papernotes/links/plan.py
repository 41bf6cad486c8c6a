"""From links to what has to be asked: every address once, identifiers by the batch, the rest settled without asking."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from papernotes.identifiers import normalise_arxiv
from papernotes.links.address import Target, target
from papernotes.links.hosts import Hosts, Policy
from papernotes.links.ignore import Ignores
from papernotes.links.link import OK, Link, State, Verdict, broken, skipped

# Files whose content says nothing to us: their header is enough.
_FILE = re.compile(
    r"\.(?:pdf|zip|gz|tgz|bz2|xz|7z|rar|tar|png|jpe?g|gif|webp|avif|svg|mp4|webm|mp3|pptx?|docx?|xlsx?|pth?|ckpt|onnx|whl)"
    r"(?:\?|\Z)",
    re.I,
)
_VIDEO = re.compile(r"(?:youtube\.com/(?:watch\?(?:[^#]*&)?v=|embed/|shorts/|live/)|youtu\.be/)([\w-]{11})(?![\w-])")
_SNAPSHOT = re.compile(r"https?://web\.archive\.org/(?:web|save)/(?:\d{1,14}(?:[a-z]{2}_)?|\*|2)?/?.+", re.I)

Local = Callable[[Link, str, str], Verdict]


@dataclass
class Task:
    """One address to be asked, for all links that lead there."""

    url: str
    """In its normal form; the key in the cache."""
    ask: str
    """What is asked instead; mostly the same."""
    host: str
    policy: Policy
    head: bool
    """HEAD first."""
    links: list[tuple[int, str]] = field(default_factory=list)
    """Numbers of the links, and the fragment of each."""
    hint: str = ""


@dataclass
class Plan:
    """What has to be asked, and what needs no asking."""

    settled: dict[int, Verdict] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    idents: dict[str, dict[str, list[int]]] = field(default_factory=lambda: {"doi": {}, "arxiv": {}})
    """Kind to identifier to the numbers of its links."""


@dataclass(frozen=True)
class Wishes:
    """How the user wants it."""

    offline: bool = False
    method: str = "auto"
    """auto (GET for pages, HEAD for files), get or head."""
    fragments: bool = False
    deep: bool = False


def plan(links: Sequence[Link], hosts: Hosts, ignores: Ignores, local: Local, wishes: Wishes) -> Plan:
    """The plan for links; each number is in exactly one of its parts."""
    made = Plan()
    known: dict[str, Target] = {}
    for number, link in enumerate(links):
        ignored = ignores.of(link)
        if ignored:
            made.settled[number] = skipped("ignored", ignored.reason)
            continue
        aim = known.get(link.url) or known.setdefault(link.url, target(link.url))
        verdict = _settled(link, aim, local, hosts, wishes)
        if verdict:
            made.settled[number] = verdict
        elif aim.kind in made.idents:
            made.idents[aim.kind].setdefault(aim.ask, []).append(number)
        else:
            task = made.tasks.get(aim.ask) or made.tasks.setdefault(aim.ask, _task(aim, hosts, wishes))
            task.links.append((number, aim.fragment))
            if wishes.fragments and aim.fragment and task.policy.fragments:
                task.head = False
    return made


def _settled(link: Link, aim: Target, local: Local, hosts: Hosts, wishes: Wishes) -> Verdict | None:
    """The verdict of what needs no network, None for the rest."""
    if aim.kind == "local":
        if link.kind == "field":
            return broken("syntax", "no scheme; write https://")
        return local(link, aim.ask, aim.fragment)
    if aim.kind == "arxiv" and normalise_arxiv(aim.ask) is None:
        return broken("arxiv_unknown", f"'{aim.ask}' is no arXiv id")
    if aim.kind not in ("web", "doi", "arxiv"):
        return _plain(aim)
    if aim.kind == "web" and hosts.of(aim.host).trust and not wishes.deep:
        good = aim.host != "web.archive.org" or _SNAPSHOT.match(aim.ask)
        return skipped("trusted") if good else broken("syntax", "no address of a snapshot")
    return skipped("offline") if wishes.offline else None


def _plain(aim: Target) -> Verdict:
    """The verdict of what nobody could be asked about."""
    simple = {
        "bad": broken("syntax", aim.ask),
        "forbidden": broken("scheme_forbidden", f"'{aim.ask}:'"),
        "ftp": Verdict(
            State.UNVERIFIABLE, "scheme_forbidden", detail=f"'{aim.ask}:' is not asked; browsers gave it up"
        ),
        "mail": OK,
        "other": OK if aim.ask == "data" else skipped("scheme_other", f"'{aim.ask}:' is not checked"),
    }
    return simple[aim.kind]


def _task(aim: Target, hosts: Hosts, wishes: Wishes) -> Task:
    policy = hosts.of(aim.host)
    ask = aim.ask
    if policy.thumbnail == "youtube" and (video := _VIDEO.search(aim.ask)):
        ask = f"https://img.youtube.com/vi/{video[1]}/0.jpg"
    file = bool(_FILE.search(aim.ask)) and not policy.wall and not aim.hint
    head = wishes.method == "head" or (wishes.method == "auto" and file)
    return Task(aim.ask, ask, aim.host, policy, head, hint=aim.hint)


Remap = Mapping[str, str]


def remapped(url: str, table: Remap) -> str:
    """The address that is asked for `url`, where the user has put another beginning in the place of its own."""
    for begin, other in table.items():
        if url.startswith(begin):
            return other + url[len(begin) :]
    return url
