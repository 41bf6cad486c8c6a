"""Every fault of links.md A5 with its verdict, its requests and its time; every link has exactly one verdict."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from faults import ODD_URLS, Faults
from papernotes.links import report, run, session
from papernotes.links.cache import Record
from papernotes.links.hosts import Hosts
from papernotes.links.link import Finding, Link, State
from papernotes.links.plan import Wishes
from papernotes.links.verdict import Strikes
from papernotes.model.where import Where
from papernotes.net import Clock, Fetcher, HostLimit, Limits, Timeouts

# fault: state, reason, most requests. A second run on other days makes what is marked "strike" broken.
TABLE = """
F01 strike dns_nxdomain 1         F02 unverifiable dns_temp 3        F02-slow unverifiable dns_temp 3
F03 strike refused 3              F04 unverifiable timeout_connect 3 F05 strike reset 3
F06 ok - 2                        F07 strike bad_http 3              F08 strike bad_http 2
F08-http09 strike bad_http 2      F09 unverifiable timeout_read 3    F10 unverifiable timeout_total 3
F11 ok - 3                        F12-reset ok - 3                   F12-length ok - 3
F12-chunk ok - 3                  F13 ok - 1                         F14-gzip ok - 1
F14-zstd ok - 1                   F14-nested ok - 1                  F14-deep ok - 1
F15-size strike bad_http 3        F15-count strike bad_http 3        F15-status strike bad_http 3
F15-early strike bad_http 3       F16 broken http_404 2              F17 broken http_410 2
F18-405 ok - 2                    F18-403 ok - 2                     F18-404 ok - 2
F18-501 ok - 2                    F19 broken http_404 1              F20-403 unverifiable bot_wall 2
F20-cf unverifiable bot_wall 2    F20-418 unverifiable bot_wall 2    F20-999 unverifiable bot_wall 2
F20-521 unverifiable bot_wall 2   F21 ok - 2                         F22 ok - 2
F23 ok - 2                        F24-date ok - 2                    F24-past ok - 2
F24-garbage ok - 2                F24-negative ok - 2                F24-huge unverifiable rate_limited 1
F24-unit ok - 2                   F24-reset ok - 2                   F25 unverifiable rate_limited 1
F25-bare unverifiable rate_limited 3
F26-500 ok - 2                    F26-502 ok - 2                     F26-503 ok - 2
F26-504 ok - 2                    F27-503 strike http_5xx 3          F27-after strike http_5xx 3
F28-self strike too_many_redirects 11                                F28-growing strike too_many_redirects 11
F28-pair strike too_many_redirects 11                                F29 ok - 3
F30-none strike bad_http 2        F30-slashes strike bad_http 2      F30-empty strike bad_http 2
F30-spaces strike bad_http 2      F30-utf8 redirected - 2            F30-latin1 redirected - 2
F30-two strike bad_http 2         F30-300 strike bad_http 2          F31-file strike redirect_bad_scheme 1
F31-javascript strike redirect_bad_scheme 1                          F31-data strike redirect_bad_scheme 1
F31-ftp strike redirect_bad_scheme 1                                 F31-gopher strike redirect_bad_scheme 1
F32-loopback broken redirect_private 1                               F32-metadata broken redirect_private 1
F32-v6 broken redirect_private 1  F32-mapped broken redirect_private 1
F32-zero broken redirect_private 1                                   F32-hex broken redirect_private 1
F32-decimal broken redirect_private 1                                F32-localhost broken redirect_private 1
F32-name broken redirect_private 1                                   F32-protocol broken redirect_private 1
F33-mixed strike private_address 0                                   F33-rebind broken redirect_private 1
F34-301 redirected - 2            F34-308 redirected - 2             F34-root strike soft_404 2
F34-downgrade redirected - 2      F34-then-503 redirected - 3        F35-10 redirected - 11
F35-11 strike too_many_redirects 11
F36-expired strike tls_expired 1  F36-host strike tls_hostname 1     F36-untrusted strike tls_untrusted 1
F36-old strike tls_failed 1       F36-plain strike tls_failed 1      F36-client strike tls_failed 1
F36-hang unverifiable timeout_connect 3                              F36-good ok - 1
F37-fallback ok - 1               F38-wrong ok - 1                   F38-unknown ok - 1
F38-utf16 ok - 1                  F38-invalid ok - 1                 F38-bom ok - 1
F38-gbk ok - 1                    F39 ok - 1                         F40-meta ok - 1
F40-js ok - 1                     F41-en strike soft_404 1           F41-zh strike soft_404 1
F41-weixin strike soft_404 1      F41-empty strike soft_404 1        F41-parked strike soft_404 1
F42-anubis unverifiable bot_wall 2                                   F42-200 unverifiable bot_wall 2
F42-403 unverifiable bot_wall 2   F42-503 unverifiable bot_wall 3    F42-500 unverifiable bot_wall 3
F43-chunk strike bad_http 3       F43-length strike bad_http 3       F43-both strike bad_http 3
F43-fold strike soft_404 3        F43-nul strike bad_http 3          F43-gzip strike bad_http 3
F44-100 ok - 1                    F44-103 ok - 1                     F44-101 ok - 1
F44-204 ok - 1                    F44-205 ok - 1                     F44-206 ok - 1
F44-299 ok - 1                    F44-304 ok - 1                     F45-ua unverifiable bot_wall 2
F45-accept ok - 2                 F46 ok - 2                         F47 ok - 2
F50 ok - 1
"""
_WORDS = TABLE.split()
ROWS = {_WORDS[i]: (_WORDS[i + 1], _WORDS[i + 2].strip("-"), int(_WORDS[i + 3])) for i in range(0, len(_WORDS), 4)}
BREAKING = {fault for fault, (state, _, _) in ROWS.items() if state == "strike"}
LATER = 4 * 86_400.0


@dataclass
class Ran:
    """A run over all faults."""

    faults: Faults
    findings: dict[str, Finding]
    records: dict[str, Record]
    seen: dict[str, int]
    took_s: float
    no_network: bool


def fetcher(faults: Faults, **more: object) -> Fetcher:
    given = {
        # A busy machine takes a second to accept a connection.
        "timeouts": Timeouts(connect=1.5, read=1.5, total=4),
        "clock": Clock(0.01),
        "limits": Limits(16, HostLimit(2, 0), {}),
    }
    return Fetcher(**{**faults.fetcher(), **given, **more})  # type: ignore[arg-type]


def links_of(urls: list[str]) -> list[Link]:
    return [Link(Where("a.md", number, 1), url, "link", "/none/a.md") for number, url in enumerate(urls, 1)]


def ask(
    faults: Faults,
    urls: list[str],
    records: dict[str, Record] | None = None,
    how: run.How | None = None,
    **given: object,
) -> tuple[run.Outcome, list[Finding]]:
    """A check of these addresses, as the command does it."""
    table = given.pop("hosts", None) or Hosts(interval=0)
    wishes = given.pop("wishes", Wishes())
    found = session.Gathered(links=links_of(urls))
    made, _ = session.planned(found, table, [], wishes)  # type: ignore[arg-type]
    outcome = session.asked(made, fetcher(faults, **given), records or {}, how or run.How(), lambda: None)
    return outcome, session.findings(found.links, outcome)


def seen(faults: Faults, fault: str) -> int:
    try:
        return len(faults.seen(fault))
    except KeyError:
        return 0


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    with Faults() as running:
        yield running


@pytest.fixture(scope="module")
def ran(faults: Faults) -> Ran:
    ids = faults.ids()
    began = time.monotonic()
    outcome, findings = ask(faults, [faults.url(fault) for fault in ids])
    # F34-downgrade ends at F50's.
    counts = {fault: seen(faults, fault) - (fault == "F50") for fault in ids}
    named = dict(zip(ids, findings, strict=True))
    return Ran(faults, named, outcome.records, counts, time.monotonic() - began, outcome.no_network)


def test_the_table_holds_every_fault_of_the_server(faults: Faults) -> None:
    assert sorted(ROWS) == faults.ids()


@pytest.mark.parametrize("fault", ROWS)
def test_verdict_and_requests(ran: Ran, fault: str) -> None:
    state, reason, most = ROWS[fault]
    said = ran.findings[fault].verdict
    expected = State.UNVERIFIABLE if state == "strike" else State(state)
    assert (said.state, said.reason) == (expected, reason), said
    assert said.weak == (state == "strike") and said.strikes == (state == "strike")
    assert ran.seen[fault] <= most and said.requests <= most


def test_all_faults_together(ran: Ran) -> None:
    assert len(ran.findings) == len(ROWS) and not ran.no_network
    assert ran.faults.leaks() == 0, "a private target was contacted"
    assert ran.took_s < 60, "three attempts of 1.5 s at most, or one of 4 s, and sixteen run side by side"


def test_weak_evidence_breaks_after_three_runs_on_other_days(ran: Ran, faults: Faults) -> None:
    """Two more runs, four days later; what one run calls weather is never broken."""
    urls = {
        fault: faults.url(fault) for fault in ("F03", "F27-503", "F41-en", "F36-expired", "F09", "F24-huge", "F20-cf")
    }
    records, states = ran.records, []
    for later in (1.0, LATER):
        clock = time.time() + later
        how = run.How(now=lambda clock=clock: clock)  # type: ignore[misc]
        outcome, findings = ask(faults, list(urls.values()), records, how)
        records = outcome.records
        states.append([finding.verdict.state for finding in findings])
    weak = [fault in BREAKING for fault in urls]
    assert set(states[0]) == {State.UNVERIFIABLE}
    assert states[1] == [State.BROKEN if one else State.UNVERIFIABLE for one in weak]


def test_a_run_of_the_same_day_breaks_nothing(ran: Ran, faults: Faults) -> None:
    records = {key: replace(record, strikes=7) for key, record in ran.records.items() if record.strikes}
    _, findings = ask(faults, [faults.url("F03")], records)
    assert findings[0].verdict.state is State.UNVERIFIABLE and findings[0].verdict.strikes == 8


def test_strict_breaks_at_once(faults: Faults) -> None:
    _, findings = ask(faults, [faults.url("F03"), faults.url("F09")], how=run.How(Strikes(1, 0)))
    assert [finding.verdict.state for finding in findings] == [State.BROKEN, State.UNVERIFIABLE]


def test_f19_head_is_believed_only_where_it_was_asked_for(faults: Faults) -> None:
    _, findings = ask(faults, [faults.url("F19")], wishes=Wishes(method="head"))
    assert findings[0].verdict.state is State.OK
    _, findings = ask(faults, [faults.url("F18-403", "/a.pdf"), faults.url("F16", "/a.pdf")])
    assert [finding.verdict.state for finding in findings] == [State.OK, State.BROKEN]
    assert [one.method for one in faults.seen("F18-403")][-2:] == ["HEAD", "GET"]


def test_f21_an_empty_202_of_a_walled_host(faults: Faults) -> None:
    host = faults.url("F21").split("/")[2].split(":")[0]
    table = Hosts([{"hosts": [host], "wall": True, "interval": 0, "hint": "store the DOI instead"}])
    _, findings = ask(faults, [faults.url("F21")], hosts=table)
    assert findings[0].verdict.reason == "bot_wall" and findings[0].verdict.detail == "store the DOI instead"


def test_f25_a_parked_host_is_left_alone_by_the_next_run_too(ran: Ran, faults: Faults) -> None:
    before = seen(faults, "F25")
    _, findings = ask(faults, [faults.url("F25"), faults.url("F25", "/other")], ran.records)
    assert {finding.verdict.reason for finding in findings} == {"rate_limited"}
    assert seen(faults, "F25") == before
    assert ran.records[faults.url("F25")].next_allowed_at > time.time() + 80_000


FRAGMENTS = {
    "method": "ok", "old": "ok", "readme": "ok", "%E6%96%B9%E6%B3%95": "ok", "方法": "ok", "方": "ok",
    "cafe\u0301": "ok",
    "case": "fragment_missing", "scripted": "fragment_missing", ":~:text=x": "ok", "L10": "ok", "page=2": "ok",
}  # fmt: skip


def test_f39_fragments_cost_one_request(faults: Faults) -> None:
    before = seen(faults, "F39")
    urls = [f"{faults.url('F39')}#{name}" for name in FRAGMENTS]
    _, findings = ask(faults, urls, how=run.How(fragments=True), wishes=Wishes(fragments=True))
    said = {f.link.url.partition("#")[2]: f.verdict.reason or str(f.verdict.state) for f in findings}
    assert said == FRAGMENTS and seen(faults, "F39") == before + 1


def test_f38_fragments_in_every_charset(faults: Faults) -> None:
    ids = [fault for fault in faults.ids() if fault.startswith("F38")]
    urls = [faults.url(fault) + "#方法" for fault in ids]
    _, findings = ask(faults, urls, how=run.How(fragments=True), wishes=Wishes(fragments=True))
    assert {f.link.url: f.verdict.state for f in findings} == dict.fromkeys(urls, State.OK)


def test_f11_f12_a_fragment_needs_the_whole_page(faults: Faults) -> None:
    urls = [faults.url(fault) + "#x" for fault in ("F11", "F12-reset", "F12-length", "F13")]
    _, findings = ask(faults, urls, how=run.How(fragments=True), wishes=Wishes(fragments=True))
    assert {finding.verdict.state for finding in findings} == {State.UNVERIFIABLE}
    assert findings[0].verdict.reason == "timeout_total" and findings[3].verdict.reason == "body_too_large"


def test_f46_many_links_of_a_host_that_gets_tired(faults: Faults) -> None:
    _, findings = ask(faults, [faults.url("F46", f"/{number}") for number in range(100)])
    assert {finding.verdict.state for finding in findings} == {State.OK}
    assert faults.most_in_flight("F46") <= 2


def test_f49_odd_addresses_get_a_verdict_and_no_request(faults: Faults) -> None:
    odd = [*ODD_URLS, "http://example.org:1/x）", "http://user:secret@127.0.1.5/"]
    outcome, findings = ask(faults, odd)
    assert len(findings) == len(odd)
    by_url = {finding.link.url: finding.verdict for finding in findings}
    assert by_url["http://good.org@evil.test/"].reason == "syntax"
    assert by_url["http://" + "a" * 64 + ".org/"].reason == "syntax"
    assert State.OK not in {verdict.state for verdict in by_url.values()}
    # Half a character, line breaks and 64 KB in every form of report.
    shown = report.Report(findings, report.problems(findings, [], {}))
    for form in report.FORMATS.values():
        form(shown).encode()
    assert json.loads(report.as_json(shown))["summary"]["links"] == len(odd) == len(outcome.verdicts)


def test_f50_one_request_for_500_links(faults: Faults) -> None:
    before = seen(faults, "F50")
    _, findings = ask(faults, [f"{faults.url('F50')}#{number}" for number in range(500)])
    assert len(findings) == 500 and seen(faults, "F50") == before + 1


def test_no_network_judges_nothing(faults: Faults) -> None:
    """Six hosts that refuse: it is us. What was known stays as it was."""
    urls = [f"http://127.0.1.{number}:{faults.url('F03').split(':')[-1]}" for number in range(201, 207)]
    old = {url: Record(url, "unverifiable", "refused", strikes=2, first_fail_at=1.0, checked_at=1.0) for url in urls}
    outcome, findings = ask(faults, urls, old)
    assert outcome.no_network and outcome.records == old
    assert {finding.verdict.state for finding in findings} == {State.UNVERIFIABLE}


def test_a_budget_that_is_used_up_leaves_no_link_without_a_verdict(faults: Faults) -> None:
    urls = [faults.url(fault) for fault in ("F09", "F10", "F04", "F06")]
    outcome, findings = ask(faults, urls, budget_s=0.01)
    assert [finding.verdict.reason for finding in findings] == ["budget_exhausted"] * 4
    assert not outcome.records


def test_one_bug_costs_one_verdict(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = run.verdict.judge

    def buggy(url: str, *rest: object) -> object:
        if url == faults.url("F44-204"):
            raise RecursionError("as a hostile page may cause")
        return judge(url, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(run.verdict, "judge", buggy)
    _, findings = ask(faults, [faults.url("F44-204"), faults.url("F44-206")])
    assert [f.verdict.reason or str(f.verdict.state) for f in findings] == ["internal_error", "ok"]
