"""Whether DOIs and arXiv ids exist, asked by the batch of the services that give them out."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from papernotes.identifiers import normalise_arxiv
from papernotes.links.link import OK, State, Verdict, broken
from papernotes.net.answer import Answer, Failure

DOI_RA = "https://doi.org/doiRA/"
"""https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation, "DOI RA lookup"."""
HANDLES = "https://doi.org/api/handles/"
"""The same document, "REST API"; the codes: https://www.handle.net/proxy_servlet.html#RESTAPI."""
ARXIV = "https://export.arxiv.org/api/query"
"""https://info.arxiv.org/help/api/user-manual.html, section 3.1."""
DOIS_A_CALL = 40
ARXIV_A_CALL = 100
_URL_CHARS = 4000
_ID = re.compile(r"<id>\s*https?://arxiv\.org/abs/([^<\s]+?)\s*</id>")
_WITHDRAWN = re.compile(
    r"<arxiv:comment[^>]*>[^<]*\bwithdrawn\b|<summary[^>]*>\s*(?:This (?:paper|article|submission) has been withdrawn)",
    re.I,
)

Get = Callable[[str], Awaitable[Answer]]
Told = Callable[[str, Verdict, Answer], None]


def batches(dois: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """DOIs in batches that fit an address, and those that have to be asked by themselves."""
    groups: list[list[str]] = [[]]
    alone = []
    for doi in dois:
        if re.search(r"[,#?%\\\s]", doi) or len(quote(doi)) > 500:
            alone.append(doi)
            continue
        length = sum(len(quote(one)) + 1 for one in groups[-1])
        if len(groups[-1]) >= DOIS_A_CALL or length + len(quote(doi)) > _URL_CHARS:
            groups.append([])
        groups[-1].append(doi)
    return [group for group in groups if group], alone


async def dois(names: Sequence[str], get: Get, told: Told) -> None:
    """Tell a verdict for each DOI."""
    groups, alone = batches(names)
    for group in groups:
        answer = await get(DOI_RA + ",".join(quote(doi, safe="/:;().") for doi in group))
        rows = _json(answer)
        if not isinstance(rows, list):
            for doi in group:
                told(doi, _weather(answer), answer)
            continue
        known = {str(row.get("DOI", "")).lower() for row in rows if isinstance(row, dict) and row.get("RA")}
        for doi in group:
            if doi in known:
                told(doi, OK, answer)
            else:
                # "DOI does not exist" is asked again where the names are kept.
                alone.append(doi)
    for doi in alone:
        answer = await get(HANDLES + quote(doi, safe="/:;().") + "?type=URL")
        told(doi, handle(answer), answer)


def handle(answer: Answer) -> Verdict:
    """What the handle server says of a DOI."""
    said = _json(answer)
    code = said.get("responseCode") if isinstance(said, dict) else None
    if code == 1:
        return OK
    if code == 100:
        return broken("doi_unregistered", "no such DOI")
    if code == 200:
        return Verdict(State.UNVERIFIABLE, "doi_without_url", detail="the DOI leads nowhere yet")
    return _weather(answer)


def _json(answer: Answer) -> Any:
    if isinstance(answer, Failure) or answer.truncated:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def _weather(answer: Answer) -> Verdict:
    """The service did not say: nothing is known of the identifier."""
    if isinstance(answer, Failure):
        return Verdict(State.UNVERIFIABLE, str(answer.reason), detail=answer.detail)
    reason = "http_5xx" if answer.status >= 500 else "bot_wall" if answer.status == 403 else "bad_http"
    return Verdict(State.UNVERIFIABLE, reason, answer.status, detail="the service gave no answer that can be read")


async def arxiv(names: Sequence[str], get: Get, told: Told) -> None:
    """Tell a verdict for each arXiv id."""
    missing: list[str] = []
    groups = [list(names[start : start + ARXIV_A_CALL]) for start in range(0, len(names), ARXIV_A_CALL)]
    while groups:
        group = groups.pop(0)
        answer = await get(_query(group))
        if not isinstance(answer, Failure) and answer.status == 400 and len(group) > 1:
            # One id that it does not understand spoils the others.
            half = len(group) // 2
            groups[:0] = [group[:half], group[half:]]
            continue
        missing += _tell(group, answer, told)
    for start in range(0, len(missing), ARXIV_A_CALL):
        group = missing[start : start + ARXIV_A_CALL]
        answer = await get(_query(group))
        for ident in _tell(group, answer, told):
            told(ident, broken("arxiv_unknown", "arXiv has no such paper"), answer)


def _query(group: Sequence[str]) -> str:
    return f"{ARXIV}?id_list={quote(','.join(group), safe=',/.')}&max_results={len(group)}"


def _tell(group: Sequence[str], answer: Answer, told: Told) -> list[str]:
    """Tell what an answer says; the ids that it does not hold."""
    found = feed(answer)
    if found is None:
        for ident in group:
            told(ident, _weather(answer), answer)
        return []
    for ident in group:
        if ident in found:
            gone = Verdict(State.UNVERIFIABLE, "withdrawn", detail="the paper was withdrawn")
            told(ident, gone if found[ident] else OK, answer)
    return [ident for ident in group if ident not in found]


def feed(answer: Answer) -> Mapping[str, bool] | None:
    """The ids of an Atom feed and whether each is withdrawn; None if the answer is no whole feed."""
    if isinstance(answer, Failure) or answer.truncated or answer.status not in (200, 400):
        return None
    text = answer.body.decode("utf-8", "replace")
    if "<feed" not in text or not text.rstrip().endswith("</feed>"):
        return None
    found = {}
    for entry in text.split("<entry")[1:]:
        ident = _ID.search(entry)
        if ident and (name := normalise_arxiv(ident[1])):
            found[name] = bool(_WITHDRAWN.search(entry))
    return found
