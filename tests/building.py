"""The site's build as a command, in this process: a new one costs a second before it does anything."""

from __future__ import annotations

import logging
from pathlib import Path

from click.testing import CliRunner, Result

from papernotes.cli import cli


def build(base: Path, *options: str) -> Result:
    """`papernotes build` of a knowledge base: its exit code and what it says."""
    result = CliRunner().invoke(cli, ["-C", str(base), "build", *options])
    # MkDocs would go on to write to what was the standard error of this call.
    log = logging.getLogger("mkdocs")
    for handler in [handler for handler in log.handlers if handler.name == "MkDocsStreamHandler"]:
        log.removeHandler(handler)
    log.propagate = True
    log.setLevel(logging.NOTSET)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def built(base: Path, *options: str) -> Path:
    """The folder of a knowledge base's site that builds without an error."""
    result = build(base, *options)
    assert result.exit_code == 0, result.output
    return base / "site"
