"""From an answer to a verdict: pure, so that every case is a row of a table."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from papernotes.links import html, page
from papernotes.links.cache import Record
from papernotes.links.hosts import Policy, registrable
from papernotes.links.link import State, Verdict
from papernotes.links.local import has_anchor, skips
from papernotes.net.answer import Answer, Failure, Reason, Response

WEAK_FAILURES = {
    Reason.DNS_NXDOMAIN,
    Reason.REFUSED,
    Reason.RESET,
    Reason.TLS_EXPIRED,
    Reason.TLS_UNTRUSTED,
    Reason.TLS_HOSTNAME,
    Reason.TLS_FAILED,
    Reason.TOO_MANY_REDIRECTS,
    Reason.BAD_HTTP,
    Reason.REDIRECT_BAD_SCHEME,
}
"""What is broken once it has been seen on other days, too; every other failure is only the weather."""
CONNECT_FAILURES = {"dns_nxdomain", "dns_temp", "refused", "timeout_connect", "unreachable"}
"""What everything looks like where there is no network."""
_WALLED = {202, 401, 403, 418, 429, 503}
_ROBOT = {403, 418, 521, 999}
_CLOUDFLARE = range(520, 527)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Strikes:
    """How much weak evidence makes a link broken."""

    runs: int = 3
    days: float = 3.0


def judge(url: str, answer: Answer, policy: Policy, record: Record | None, now: float, strikes: Strikes) -> Verdict:
    """What the answer says of the address, given what earlier runs saw. `now` in seconds since 1970."""
    verdict = _failed(url, answer) if isinstance(answer, Failure) else _answered(url, answer, policy, record)
    verdict = replace(verdict, requests=answer.requests)
    if not verdict.weak:
        # Weather neither proves nor disproves: what was counted stays.
        keep = verdict.state is State.UNVERIFIABLE and record is not None
        return replace(verdict, strikes=record.strikes) if keep and record else verdict
    count = (record.strikes if record else 0) + 1
    first = record.first_fail_at if record and record.strikes and record.first_fail_at else now
    enough = count >= strikes.runs and now - first >= strikes.days * _DAY_S
    return replace(verdict, strikes=count, state=State.BROKEN if enough else State.UNVERIFIABLE)


def _weak(reason: str, detail: str = "", code: int | None = None) -> Verdict:
    return Verdict(State.UNVERIFIABLE, reason, code, detail=detail, weak=True)


def _failed(url: str, answer: Failure) -> Verdict:
    final = answer.url if answer.url != url else ""
    reason, detail = str(answer.reason), answer.detail
    if answer.reason in (Reason.SYNTAX, Reason.SCHEME_FORBIDDEN, Reason.REDIRECT_PRIVATE):
        return Verdict(State.BROKEN, reason, final=final, detail=detail)
    if answer.reason is Reason.PRIVATE_ADDRESS:
        # Name servers that filter say 0.0.0.0 for a name they dislike.
        return Verdict(State.BROKEN, reason, detail=detail) if _is_literal(url) else _weak(reason, detail)
    if answer.reason is Reason.OFFLINE:
        return Verdict(State.SKIPPED, reason, detail=detail)
    if answer.reason in WEAK_FAILURES:
        return replace(_weak(reason, detail), final=final)
    return Verdict(State.UNVERIFIABLE, reason, final=final, detail=detail)


def _is_literal(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # 0x7f.1 and 2130708745 are addresses to the resolver.
        return host == "localhost" or host.endswith(".localhost") or host.split(".")[-1][:1].isdigit()
    return True


def _answered(url: str, answer: Response, policy: Policy, record: Record | None) -> Verdict:
    code, text = answer.status, page.text_of(answer)
    final = answer.url if answer.url != url else ""
    if code in (404, 410):
        return Verdict(State.BROKEN, f"http_{code}", code, final)
    said = Verdict(State.UNVERIFIABLE, code=code, final=final)
    if reason := page.wall(url, answer, text):
        return replace(said, reason=reason, detail=policy.hint)
    if (policy.wall and code in _WALLED) or code in policy.unverifiable or code in _ROBOT:
        return replace(said, reason="rate_limited" if code == 429 else "bot_wall", detail=policy.hint)
    if code == 429:
        return replace(said, reason="rate_limited")
    if code in (401, 407):
        return replace(said, reason="login_wall")
    if code == 101 or 200 <= code < 300 or code == 304:
        return _good(url, answer, text, policy, record)
    if code < 400:
        return replace(_weak("bad_http", f"status {code} without an address to go to", code), final=final)
    reason = "http_4xx" if code < 500 else "http_5xx"
    if code in _CLOUDFLARE or code in (408, 425, 451):
        return replace(said, reason=reason)
    return replace(_weak(reason, code=code), final=final)


def _good(url: str, answer: Response, text: str, policy: Policy, record: Record | None) -> Verdict:
    final = answer.url if answer.url != url else ""
    # Coded many times over is a bomb for whoever decodes it, and its status is as good as any.
    if answer.cut is Reason.BAD_HTTP and "," not in answer.headers.get("content-encoding", ""):
        # No browser shows such a page either.
        return replace(_weak("bad_http", "the page cannot be decoded", answer.status), final=final)
    if why := page.soft_404(url, answer, text):
        return replace(_weak("soft_404", why, answer.status), final=final)
    state = State.REDIRECTED if final else State.OK
    detail = "it leads from https to http" if answer.insecure else ""
    if not detail and (on := page.refresh(text)):
        detail = f"the page sends browsers on to '{on[:200]}'"
    moved, upgrade = _moved(url, answer, policy, record)
    return Verdict(state, "", answer.status, final, detail, moved=moved, upgrade=upgrade)


def _moved(url: str, answer: Response, policy: Policy, record: Record | None) -> tuple[str, bool]:
    """The address to write instead, and whether it is only the same one with https."""
    if not answer.hops or not policy.moved or answer.insecure:
        return "", False
    if url.startswith("http://") and answer.url == "https" + url.removeprefix("http"):
        return answer.url, True
    forever = all(hop.status in (301, 308) for hop in answer.hops)
    hosts = [registrable(urlsplit(one).hostname or "") for one in (url, answer.url)]
    # One run could have met a mistake of the server's.
    again = record is not None and record.final == answer.url and bool(record.ok_at)
    return (answer.url, False) if forever and hosts[0] == hosts[1] and again else ("", False)


def fragment(verdict: Verdict, answer: Answer, name: str) -> Verdict:
    """The verdict of a link with a fragment, given that of its page."""
    if verdict.state not in (State.OK, State.REDIRECTED) or not isinstance(answer, Response) or skips(name):
        return verdict
    text = page.text_of(answer)
    # A header that names the wrong charset is a mistake that browsers do not make, either.
    texts = {text, answer.body.decode("utf-8", "ignore")} if text else set()
    if not text or any(has_anchor(html.anchors(one), name) for one in texts):
        return verdict
    if answer.cut or answer.truncated:
        return replace(verdict, state=State.UNVERIFIABLE, reason=str(answer.cut or "body_too_large"))
    return replace(verdict, state=State.UNVERIFIABLE, reason="fragment_missing", detail=f"'{name}'")
