"""From what a person has (an id, an address, a title) to what the services say: the Fetcher and the sources together.

    async with connected(os.environ) as lookup: ...             # with the endpoints and the keys of the environment
    async with Fetcher(...) as fetcher:
        lookup = Lookup(fetcher)                               # Lookup(fetcher, registry({"crossref": "http://..."}))
        outcome = await lookup.resolve(Ident("doi", "10.5555/x"))         # the cascade of services for its kind
        outcomes = await lookup.many(idents)                              # the same for many, in batches
        outcomes = await lookup.ask("semantic_scholar", idents)           # one service only, in its batches
        candidates = await lookup.search("A Title", ("Jane Doe",), 2021)  # best first, with scores and reasons

An outcome is `Found(record)`, `NotFound(source, definite)` or `Unavailable(source, reason, retry_at)`; weather is a
value, nothing raises. A Lookup asks a service for the same identifier once. `identify` needs no network."""

from papernotes.lookup.ask import Lookup
from papernotes.lookup.candidate import Candidate, Search, doubt
from papernotes.lookup.endpoints import Endpoints, endpoints
from papernotes.lookup.identify import identify
from papernotes.lookup.open import connected
from papernotes.sources import Found, Ident, NotFound, Outcome, Record, Unavailable

__all__ = [
    "Candidate",
    "Endpoints",
    "Found",
    "Ident",
    "Lookup",
    "NotFound",
    "Outcome",
    "Record",
    "Search",
    "Unavailable",
    "connected",
    "doubt",
    "endpoints",
    "identify",
]
