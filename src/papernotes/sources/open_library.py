"""Open Library's books by ISBN: https://openlibrary.org/dev/docs/api/books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from papernotes.sources import shape, words
from papernotes.sources.record import Ident, Record
from papernotes.sources.service import Reply, Request, Source
from papernotes.sources.shape import BadBody


class OpenLibrary(Source):
    """Books by ISBN."""

    name = "open_library"
    base = "https://openlibrary.org"
    kinds = ("isbn",)
    batch = 20

    def request(self, idents: Sequence[Ident]) -> Request:
        """A list of keys."""
        keys = ",".join(f"ISBN:{ident.value}" for ident in idents)
        return Request(f"{self.base}/api/books?" + urlencode({"bibkeys": keys, "format": "json", "jscmd": "data"}))

    def parse(self, reply: Reply, idents: Sequence[Ident]) -> Mapping[Ident, Record]:
        """By the key of the question; what is unknown is absent."""
        body = shape.from_json(reply.body)
        if not isinstance(body, dict) or any(
            not isinstance(book, dict) or not shape.text(book.get("title")) for book in body.values()
        ):
            raise BadBody("no books")
        return {i: self._record(i, body[f"ISBN:{i.value}"]) for i in idents if f"ISBN:{i.value}" in body}

    def _record(self, ident: Ident, book: Mapping[str, Any]) -> Record:
        title, subtitle = words.title(shape.text(book.get("title"))), words.title(shape.text(book.get("subtitle")))
        return Record(
            self.name,
            title=f"{title}: {subtitle}" if subtitle else title,
            authors=words.names(shape.text(person.get("name")) for person in shape.mappings(book.get("authors"))),
            year=shape.year(book.get("publish_date")),
            kind="book",
            ids={"isbn": ident.value},
            url=words.web(shape.text(book.get("url"))),
            extra={
                "publisher": words.plain(shape.text(next(iter(shape.mappings(book.get("publishers"))), {}).get("name")))
            },
        )
