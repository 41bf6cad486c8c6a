"""links: whether every link leads where it should."""

from __future__ import annotations

import ssl
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from papernotes.links import baseline, cache, fix, ignore, report, run, session
from papernotes.links.config import Config, config
from papernotes.links.hosts import Hosts
from papernotes.links.link import Finding, Link
from papernotes.links.plan import Plan, Wishes
from papernotes.links.verdict import Strikes
from papernotes.net import Fetcher, HostLimit, Limits, Timeouts, hosts, system
from papernotes.problem import Level, PapernotesError, Problem
from papernotes.settings import Settings, find_root, load_settings
from papernotes.text import printable

CACHE = ".papernotes/linkcache.jsonl"
_LEVELS: Mapping[str, set[Level]] = {
    "error": {Level.ERROR},
    "warning": {Level.ERROR, Level.WARNING},
    "info": set(Level),
    "never": set(),
}
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


def _pairs(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    if odd := next((one for one in given if "=" not in one), ""):
        raise click.BadParameter(f"'{odd}' has no '='")
    return dict(one.split("=", 1) for one in given)


@click.command("links")
@click.argument("paths", nargs=-1, type=_PATH)
@click.option("--site", type=_FOLDER, metavar="DIR", help="A built site; its own links and anchors must all be right.")
@click.option("--format", "form", type=click.Choice(list(report.FORMATS)), default="text", show_default=True)
@click.option("-o", "--output", type=_FILE, help="Write the report to a file.")
@click.option(
    "--fail-on", type=click.Choice(list(_LEVELS)), default="error", show_default=True, help="What exits with 1."
)
@click.option("--offline", is_flag=True, help="Only links to files and anchors of this machine; no request is made.")
@click.option("--fragments", is_flag=True, help="Look for the anchors of remote pages, too.")
@click.option("--get", "method", flag_value="get", help="Never ask with HEAD, not even for files.")
@click.option(
    "--head",
    "method",
    flag_value="head",
    help="Ask with HEAD first: lighter, and blind to pages that only say they are gone.",
)
@click.option(
    "--deep", is_flag=True, help="Ask hosts, too, whose addresses are trusted by their form (web.archive.org)."
)
@click.option("--suggest", is_flag=True, help="Look for an archived copy of what is broken.")
@click.option("--fix", "write", is_flag=True, help="Write the new address of pages that have moved.")
@click.option(
    "--strict", is_flag=True, help="Weak evidence makes a link broken at once, without waiting for other days."
)
@click.option("--baseline", "known", type=_FILE, help="Problems that this file holds are no news.")
@click.option("--write-baseline", type=_FILE, help="Write the problems there are to a file.")
@click.option("--allow-empty", is_flag=True, help="No links at all are no mistake.")
@click.option("--allow-private", multiple=True, metavar="CIDR", help="A private network that may be asked: 10.0.0.0/8.")
@click.option("--budget", type=float, metavar="SECONDS", help="For the whole run. [default: 600]")
@click.option("--contact", metavar="MAIL", help="A mail address for the user agent; else PAPERNOTES_CONTACT.")
@click.option("--concurrency", type=click.IntRange(1), help="Requests at the same time. [default: 32]")
@click.option(
    "--per-host", type=click.IntRange(1), help="Requests to one host at the same time, instead of the table's."
)
@click.option(
    "--interval",
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="Between requests to one host, instead of the table's.",
)
@click.option(
    "--timeout", type=click.FloatRange(0.01), default=30.0, show_default=True, help="Seconds for an attempt as a whole."
)
@click.option(
    "--connect-timeout", type=click.FloatRange(0.01), default=5.0, show_default=True, help="Seconds to connect."
)
@click.option(
    "--read-timeout", type=click.FloatRange(0.01), default=10.0, show_default=True, help="Seconds between two pieces."
)
@click.option(
    "--resolve",
    multiple=True,
    callback=_pairs,
    metavar="NAME=ADDR",
    help="The address of a name, as a hosts file says it.",
)
@click.option(
    "--host-map",
    multiple=True,
    callback=_pairs,
    metavar="URL=URL",
    help="Ask another beginning of addresses: https://doi.org/=https://mirror.example/.",
)
@click.option("--ca", type=_FILE, help="Certificates to trust instead of the system's.")
@click.option("--cache", "cache_file", type=_FILE, help=f"[default: {CACHE}]")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--recheck", is_flag=True, help="Ask again what the cache knows; strikes and waits stay.")
@click.pass_context
def links_command(ctx: click.Context, /, **given: Any) -> None:
    """Check every link of the catalogue and the notes; or of PATHS, Markdown or HTML files and folders; or of a site.

    Exit codes: 0 clean, 1 broken links (see --fail-on), 2 cannot go on, 3 no network, 130 stopped by Ctrl-C."""
    job = _Job.of(ctx, given)
    outcome, findings, shown = job.check()
    _write(shown, given["form"], given["output"])
    if given["write"]:
        _fix(findings)
    if outcome.no_network:
        click.echo("papernotes: nearly no host could be reached; is there a network? Nothing was judged", err=True)
    if outcome.interrupted:
        click.echo("papernotes: stopped; what was found out is kept in the cache", err=True)
    failing = any(one.level in _LEVELS[given["fail_on"]] for one in shown.problems)
    ctx.exit(130 if outcome.interrupted else 3 if outcome.no_network else 1 if failing else 0)


@dataclass
class _Job:
    """What the command line and the settings ask for."""

    given: Mapping[str, Any]
    root: Path
    own: Settings | None
    config: Config

    @classmethod
    def of(cls, ctx: click.Context, given: Mapping[str, Any]) -> _Job:
        """Raises PapernotesError where the knowledge base is to be checked and there is none."""
        start = ctx.find_root().obj or Path.cwd()
        alone = given["paths"] or given["site"]
        try:
            root = find_root(start)
        except PapernotesError:
            if not alone:
                raise
            return cls(given, start, None, Config())
        own = load_settings(root)[0]
        return cls(given, root, own, config(own.links))

    def check(self) -> tuple[run.Outcome, list[Finding], report.Report]:
        """What was found out. Raises PapernotesError."""
        found = self._gathered()
        if not found.links and not self.given["allow_empty"]:
            raise PapernotesError("no links found; give --allow-empty if that is right")
        made, ignores = session.planned(
            found, self._hosts(), ignore.of_settings(list(self.config.ignore)), self._wishes()
        )
        outcome = self._asked(made, found.links)
        findings = session.findings(found.links, outcome)
        whole = not self.given["paths"] and not self.given["site"]
        levels = self.own.rules if self.own else {}
        problems = report.problems(findings, ignores.problems(whole=whole), levels)
        return outcome, findings, self._known(findings, problems)

    def _gathered(self) -> session.Gathered:
        found, here = session.Gathered(), Path.cwd()
        paths, site = list(self.given["paths"]), self.given["site"]
        if paths:
            session.of_paths(found, paths, here)
        if site:
            session.of_site(found, site, self.own.site_url if self.own else "", here)
        if not paths and not site and self.own:
            session.of_base(found, self.own)
        return found

    def _wishes(self) -> Wishes:
        fragments = self.given["fragments"] or self.config.fragments
        return Wishes(self.given["offline"], self.given["method"] or "auto", fragments, self.given["deep"])

    def _hosts(self) -> Hosts:
        every = {"interval": self.given["interval"], "concurrency": self.given["per_host"]}
        return Hosts(self.config.hosts, **{name: value for name, value in every.items() if value is not None})

    def _asked(self, made: Plan, links: list[Link]) -> run.Outcome:
        if self.given["offline"]:
            # Not even an event loop, which opens a pair of sockets.
            return run.Outcome(dict(made.settled), {})
        path = None if self.given["no_cache"] else self.given["cache_file"] or self.root / CACHE
        records, warnings = cache.load(path) if path else ({}, [])
        for warning in warnings:
            click.echo(f"papernotes: {printable(warning)}", err=True)
        with _progress(run.everything(made)) as step:
            outcome = session.asked(made, self._fetcher(), records, self._how(), step)
        if path and (outcome.records or records) and (said := cache.save(path, outcome.records)):
            click.echo(f"papernotes: {printable(said)}", err=True)
        return outcome

    def _how(self) -> run.How:
        strikes = Strikes(1, 0.0) if self.given["strict"] else Strikes(self.config.strikes, self.config.strike_days)
        remap = {**self.config.host_map, **self.given["host_map"]}
        fragments = self.given["fragments"] or self.config.fragments
        return run.How(strikes, fragments, self.given["suggest"], self.given["recheck"], remap, time.time)

    def _fetcher(self) -> Fetcher:
        given, table = self.given, self._hosts()
        limits = {name: HostLimit(p.concurrency, p.interval) for p in table.policies for name in p.hosts if name != "*"}
        rest = table.of("*")
        resolve = {name.lower(): address.split(",") for name, address in given["resolve"].items()}
        try:
            return Fetcher(
                limits=Limits(
                    given["concurrency"] or self.config.concurrency, HostLimit(rest.concurrency, rest.interval), limits
                ),
                timeouts=Timeouts(given["connect_timeout"], given["read_timeout"], given["timeout"]),
                allow=[*self.config.allow_private, *given["allow_private"]],
                resolver=hosts(resolve, system) if resolve else system,
                site_url=self.own.site_url if self.own else "",
                contact=given["contact"] or self.config.contact,
                budget_s=given["budget"] or self.config.budget,
                ssl_context=ssl.create_default_context(cafile=given["ca"]) if given["ca"] else None,
            )
        except (ValueError, OSError) as error:
            raise PapernotesError(f"{error}; see 'papernotes links --help'") from error

    def _known(self, findings: list[Finding], problems: list[Problem]) -> report.Report:
        """The report without what the baseline holds."""
        if self.given["write_baseline"]:
            baseline.save(self.given["write_baseline"], baseline.entries(findings, problems))
        left = problems
        if self.given["known"]:
            left = baseline.without(problems, findings, baseline.load(self.given["known"]))
        return report.Report(findings, left, len(problems) - len(left))


@contextmanager
def _progress(length: int) -> Iterator[Callable[[], None]]:
    """A function to call after each address; it moves a bar on a terminal and does nothing elsewhere."""
    if not sys.stderr.isatty() or not length:
        yield lambda: None
        return
    with click.progressbar(length=length, label="links", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _fix(findings: list[Finding]) -> None:
    count, refused = fix.fix(fix.changes(findings))
    for line in refused:
        click.echo(printable(line), err=True)
    click.echo(f"{count} fixed", err=True)


def _write(shown: report.Report, form: str, output: Path | None) -> None:
    text = report.FORMATS[form](shown)
    if output:
        try:
            output.write_text(text, "utf-8")
        except OSError as error:
            raise PapernotesError(f"{output}: cannot be written; {error.strerror}") from error
    else:
        click.echo(text, nl=False)
    if form == "text" or output:
        click.echo(report.summary(shown), err=True)
