"""The formats that papers are exported to, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from papernotes.formats import bibtex_write, csl_json_write, list_write, ris_write, table_write
from papernotes.model.library import Library
from papernotes.model.paper import Paper

FORMATS: Mapping[str, Callable[[Library, Sequence[Paper]], str]] = {
    "bibtex": bibtex_write.bibtex,
    "biblatex": bibtex_write.biblatex,
    "csl-json": csl_json_write.csl_json,
    "ris": ris_write.ris,
    "csv": table_write.csv,
    "json": csl_json_write.json,
    "markdown": list_write.markdown,
    "html": list_write.html,
}
"""The text of papers in a format; all but the last two can be read back and give equal papers."""
EXTENSIONS: Mapping[str, str] = {
    "bibtex": ".bib",
    "biblatex": ".bib",
    "csl-json": ".json",
    "ris": ".ris",
    "csv": ".csv",
    "json": ".json",
    "markdown": ".md",
    "html": ".html",
}
"""How a file of the format ends."""
