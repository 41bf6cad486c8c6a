"""The codes of verdicts in words, and the rules they fall under."""

from __future__ import annotations

from collections.abc import Mapping

from papernotes.problem import Level

WORDS: Mapping[str, str] = {
    "http_404": "the page is not there (404)",
    "http_410": "the page is gone for good (410)",
    "http_4xx": "the server refuses the request",
    "http_5xx": "the server fails",
    "dns_nxdomain": "the host does not exist",
    "dns_temp": "the name server did not answer",
    "unreachable": "no route to the host",
    "refused": "the host refuses the connection",
    "reset": "the host breaks the connection off",
    "tls_expired": "the certificate has expired",
    "tls_untrusted": "nobody we trust has signed the certificate",
    "tls_hostname": "the certificate is another host's",
    "tls_failed": "no secure connection",
    "timeout_connect": "no connection in time",
    "timeout_read": "no reply in time",
    "timeout_total": "the reply did not end in time",
    "incomplete": "the reply breaks off",
    "rate_limited": "the host wants fewer requests",
    "host_down": "not asked: the host failed several times in a row",
    "bot_wall": "the host lets no program in",
    "login_wall": "the page wants a login",
    "soft_404": "the page says that it is gone, though the status is 200",
    "fragment_missing": "the page has no such anchor",
    "too_many_redirects": "redirects without end",
    "redirect_bad_scheme": "it redirects to what is no web page",
    "redirect_private": "it redirects into a private network",
    "private_address": "the host is a private address",
    "port_forbidden": "a port that is no web server's",
    "body_too_large": "the page is too large to be searched",
    "bad_http": "the reply is no HTTP",
    "doi_unregistered": "no such DOI is registered",
    "doi_without_url": "the DOI leads nowhere",
    "arxiv_unknown": "arXiv has no such paper",
    "withdrawn": "the paper was withdrawn",
    "scheme_forbidden": "such an address has no place here",
    "scheme_other": "not a web address",
    "syntax": "no valid address",
    "file_missing": "no such file",
    "budget_exhausted": "the time of the run was over",
    "interrupted": "the run was stopped",
    "offline": "not asked: offline",
    "ignored": "ignored",
    "trusted": "not asked: the form of the address is enough",
    "generated": "made by the site's build",
    "no_root": "a path from a root that nobody named",
    "internal_error": "a mistake in papernotes; please report it",
}
"""Every reason a verdict may have."""

RULES: Mapping[str, tuple[str, str, str]] = {
    "LINK001": (
        "broken",
        "A link leads nowhere.",
        "A reader who follows it finds nothing.",
    ),
    "LINK002": (
        "moved",
        "A page has moved for good.",
        "The redirect will not be kept for ever.",
    ),
    "LINK003": (
        "unverifiable",
        "Nobody can say whether a link works.",
        "It is said, so that silence means it was checked.",
    ),
    "LINK004": (
        "http-when-https",
        "A link uses http where the site has https.",
        "Anybody on the way can change the page.",
    ),
    "LINK005": (
        "forbidden-scheme",
        "A link's scheme can run code or reads local files.",
        "It attacks readers, or works nowhere.",
    ),
    "LINK006": (
        "private-address",
        "A link leads into a private network.",
        "It works for nobody else, or attacks somebody.",
    ),
    "LINK007": (
        "fragment-missing",
        "The page has no such anchor.",
        "The reader lands at the top and searches.",
    ),
    "LINK008": (
        "soft-404",
        "A page is gone and its server says 200.",
        "A status alone does not show it.",
    ),
    "LINK011": (
        "unused-ignore",
        "An ignore means no link.",
        "It hides the next one that is written there.",
    ),
    "LINK012": (
        "expired-ignore",
        "An ignore has ended.",
        "Somebody wanted to look again by that day.",
    ),
}
"""Name, sentence and reason of the rules that the command reports."""

OF_REASON: Mapping[str, tuple[str, Level]] = {
    "soft_404": ("LINK008", Level.WARNING),
    "private_address": ("LINK006", Level.WARNING),
    "fragment_missing": ("LINK007", Level.WARNING),
    "redirect_bad_scheme": ("LINK003", Level.WARNING),
}
"""Rule and level of reasons that are not broken yet."""
OF_BROKEN: Mapping[str, str] = {
    "scheme_forbidden": "LINK005",
    "private_address": "LINK006",
    "redirect_private": "LINK006",
    "fragment_missing": "LINK007",
    "soft_404": "LINK008",
}
"""Rule of reasons that are broken; LINK001 for the others."""
