"""What went wrong on the wire: exceptions of the HTTP library, of TLS and of sockets to reasons."""

from __future__ import annotations

import errno
import ssl

import h11
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
    if isinstance(error, ssl.SSLError):
        return _tls(error)
    said = str(error) or type(error).__name__
    if isinstance(error, OSError):
        return Trouble(Reason.INCOMPLETE if in_body else Reason.RESET, "connection reset")
    if isinstance(error, h11.RemoteProtocolError):
        # The text is h11's; a test holds it.
        cut = in_body and said.startswith("peer closed connection")
        return Trouble(Reason.INCOMPLETE if cut else Reason.BAD_HTTP, said)
    if isinstance(error, httpx2.DecodingError):
        return Trouble(Reason.BAD_HTTP, f"body cannot be decoded: {said}")
    return Trouble(Reason.BAD_HTTP, f"{type(error).__name__}: {said}")


def handshake(error: OSError) -> Trouble:
    """The reason why a connection did not come to speak TLS."""
    if isinstance(error, ssl.SSLError):
        return _tls(error)
    if isinstance(error, TimeoutError) and not error.errno:
        return Trouble(Reason.TIMEOUT_CONNECT, "no TLS handshake in time", passing=False)
    if isinstance(error, ConnectionResetError) and not error.errno:
        # asyncio's way to tell the end from a reset. Old servers just leave when they cannot agree.
        return Trouble(Reason.TLS_FAILED, "closed without a word of TLS")
    return Trouble(Reason.RESET, "connection closed during the TLS handshake")


def _tls(error: ssl.SSLError) -> Trouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble(_CERTIFICATE.get(error.verify_code, Reason.TLS_UNTRUSTED), error.verify_message)
    if isinstance(error, ssl.SSLEOFError):
        # In the middle of a reply it is a connection that broke.
        return Trouble(Reason.INCOMPLETE, "closed without a word of TLS")
    return Trouble(Reason.TLS_FAILED, (error.reason or str(error)).replace("_", " ").lower())


def refusal(error: BaseException) -> Trouble:
    """The reason why no connection to an address came about."""
    code = (error.errno or 0) if isinstance(error, OSError) else 0
    if code == errno.ECONNREFUSED:
        return Trouble(Reason.REFUSED, "connection refused")
    if code == errno.ECONNRESET:
        return Trouble(Reason.RESET, "connection reset")
    if code == errno.ETIMEDOUT or isinstance(error, TimeoutError):
        return Trouble(Reason.TIMEOUT_CONNECT, "no connection in time")
    return Trouble(Reason.UNREACHABLE, errno.errorcode.get(code, type(error).__name__))
