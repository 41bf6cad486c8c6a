"""OpenReview's API, versions 1 and 2: https://docs.openreview.net/reference/api-v2/openapi-definition.

Since 2026-08 it answers many anonymous questions with 403 and a challenge: an optional source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from papernotes.identifiers import normalise_openreview
from papernotes.sources import shape, venue, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Query, Reply, Request, Source
from papernotes.sources.shape import BadBody

_NOT_ACCEPTED = re.compile(r"(?i)(?:^|[/_])(?:desk_?)?(?:rejected|withdrawn)(?:_|$|/)")


class OpenReview(Source):
    """Forums: submissions to conferences, and what became of them."""

    name = "openreview"
    base = "https://api2.openreview.net"
    kinds = ("openreview",)
    searches = True

    def request(self, idents: Sequence[Ident]) -> Request:
        """The note that a forum begins with."""
        return Request(f"{self.base}/notes?id={quote(idents[0].value, safe='')}")

    def search(self, query: Query) -> Request:
        """By title."""
        asked = {"term": query.title[:300], "content": "title", "source": "forum", "limit": 10}
        return Request(f"{self.base}/notes/search?" + urlencode(asked))

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the note's id."""
        said = {record.ids["openreview"]: record for record in self.hits(reply)}
        return {ident: said[ident.value] for ident in idents if ident.value in said}

    def hits(self, reply: Reply) -> list[Record]:
        """The notes that are papers, not reviews of one."""
        body = shape.from_json(reply.body)
        if not isinstance(body, dict) or not isinstance(body.get("notes"), list):
            raise BadBody("no notes")
        return [record for note in shape.mappings(body["notes"]) if (record := self._record(note))]

    def _record(self, note: Mapping[str, Any]) -> Record | None:
        content = shape.mapping(note, "content")
        ident = normalise_openreview(shape.text(note.get("forum")) or shape.text(note.get("id")))
        title = words.title(shape.text(_value(content.get("title"))))
        if not ident or not title:
            return None
        group, said = shape.text(_value(content.get("venueid"))), shape.text(_value(content.get("venue")))
        state = _state(group, said)
        found = (
            ""
            if state in ("rejected", "withdrawn", "submitted")
            else venue.of(words=(said, group.split("/")[0].split(".")[0]))
        )
        preprint = "journals/CORR" in group or found == "arXiv"
        return Record(
            self.name,
            title=title,
            authors=words.names(map(words.turned, shape.texts(_value(content.get("authors"))))),
            year=shape.year(group) or shape.year(said),
            venue="arXiv" if preprint else words.plain(found) or "OpenReview",
            kind="preprint" if preprint or not found else "inproceedings",
            ids={"openreview": ident},
            links={"pdf": f"https://openreview.net/pdf?id={ident}"} if content.get("pdf") else {},
            state="" if state == "submitted" else state,
            url=f"https://openreview.net/forum?id={ident}",
            extra={
                "venueid": words.plain(group, 200),
                "venue_text": words.plain(said, 200),
                "submitted": state == "submitted",
            },
        )


def _value(field: Any) -> Any:
    """Version 2 wraps every field: {"value": ...}; version 1 does not."""
    return field.get("value") if isinstance(field, dict) else field


def _state(group: str, said: str) -> str:
    """rejected, withdrawn, submitted, or "" for what is accepted or not said."""
    if match := _NOT_ACCEPTED.search(group):
        return "withdrawn" if "withdrawn" in match[0].lower() else "rejected"
    if re.match(r"(?i)withdrawn|(?:desk )?rejected", said):
        return "withdrawn" if said.lower().startswith("withdrawn") else "rejected"
    # The group of a conference is also that of what was only submitted to it.
    return "submitted" if said.lower().startswith("submitted to") or group.endswith("/Submission") else ""
