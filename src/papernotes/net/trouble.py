"""What went wrong on the wire: exceptions of the HTTP library, of TLS and of sockets to reasons."""

from __future__ import annotations

import errno
import ssl

import httpcore2
import httpx2

from papernotes.net.answer import Reason

# What may be gone a second later.
PASSING = frozenset(
    {
        Reason.DNS_TEMP,
        Reason.UNREACHABLE,
        Reason.REFUSED,
        Reason.RESET,
        Reason.TIMEOUT_CONNECT,
        Reason.TIMEOUT_READ,
        Reason.INCOMPLETE,
    }
)
# https://github.com/openssl/openssl/blob/master/include/openssl/x509_vfy.h.in
_CERTIFICATE = {10: Reason.TLS_EXPIRED, 9: Reason.TLS_EXPIRED, 62: Reason.TLS_HOSTNAME, 64: Reason.TLS_HOSTNAME}


class Trouble(Exception):
    """No answer to one request; stays inside this package."""

    def __init__(self, reason: Reason, detail: str = "", passing: bool | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.passing = reason in PASSING if passing is None else passing
        """Worth a second try."""


def trouble(error: Exception, in_body: bool = False) -> Trouble:
    """The reason behind an exception that was raised while one request was made."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, httpcore2.ConnectTimeout | httpcore2.PoolTimeout):
        return Trouble(Reason.TIMEOUT_CONNECT, "no TLS handshake in time", passing=False)
    for root in _roots(error):
        if isinstance(root, ssl.SSLCertVerificationError):
            return Trouble(_CERTIFICATE.get(root.verify_code, Reason.TLS_UNTRUSTED), root.verify_message)
        if isinstance(root, ssl.SSLEOFError):
            # Old servers just leave when they cannot agree; in the middle of a reply it is a connection that broke.
            ended = not isinstance(error, httpcore2.ConnectError)
            return Trouble(Reason.INCOMPLETE if ended else Reason.TLS_FAILED, "closed without a word of TLS")
        if isinstance(root, ssl.SSLError) and not isinstance(root, ssl.SSLWantReadError):
            return Trouble(Reason.TLS_FAILED, (root.reason or str(root)).replace("_", " ").lower())
    said = str(error) or type(error).__name__
    if isinstance(error, httpcore2.TimeoutException):
        return Trouble(Reason.TIMEOUT_READ, "nothing came for too long")
    if isinstance(error, httpcore2.ConnectError):
        return Trouble(Reason.RESET, "connection closed during the TLS handshake")
    if isinstance(error, httpcore2.ProxyError):
        return Trouble(Reason.UNREACHABLE, f"the proxy says: {said}", passing=False)
    if isinstance(error, httpcore2.NetworkError):
        return Trouble(Reason.INCOMPLETE if in_body else Reason.RESET, "connection reset")
    if isinstance(error, httpcore2.RemoteProtocolError):
        return _protocol(said, in_body)
    if isinstance(error, httpx2.DecodingError):
        return Trouble(Reason.BAD_HTTP, f"body cannot be decoded: {said}")
    return Trouble(Reason.BAD_HTTP, f"{type(error).__name__}: {said}")


def _protocol(said: str, in_body: bool) -> Trouble:
    # Both texts are those of h11 and httpcore2; a test holds them.
    if in_body and said.startswith("peer closed connection"):
        return Trouble(Reason.INCOMPLETE, said)
    return Trouble(Reason.BAD_HTTP, said, passing=said.startswith("Server disconnected"))


def refusal(error: Exception) -> Trouble:
    """The reason why no connection to an address came about."""
    codes = {root.errno or 0 for root in _roots(error) if isinstance(root, OSError)}
    if errno.ECONNREFUSED in codes:
        return Trouble(Reason.REFUSED, "connection refused")
    if errno.ECONNRESET in codes:
        return Trouble(Reason.RESET, "connection reset")
    if errno.ETIMEDOUT in codes or isinstance(error, httpcore2.TimeoutException | TimeoutError):
        return Trouble(Reason.TIMEOUT_CONNECT, "no connection in time")
    names = ", ".join(sorted(errno.errorcode[code] for code in codes if code in errno.errorcode))
    return Trouble(Reason.UNREACHABLE, names or type(error).__name__)


def _roots(error: BaseException, depth: int = 0) -> list[BaseException]:
    """The exception and all it was made from; the pool wraps what it gets and forgets the cause."""
    if depth > 8:
        return []
    inner = [item for item in error.args if isinstance(item, BaseException)]
    inner += [item for item in (error.__cause__, error.__context__) if item is not None]
    if isinstance(error, BaseExceptionGroup):
        inner += list(error.exceptions)
    return [error, *(root for item in inner for root in _roots(item, depth + 1))]
