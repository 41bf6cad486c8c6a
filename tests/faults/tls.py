"""Certificates and handshakes that are wrong, each in its way."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta

import trustme

from faults.move import MOVE
from faults.reply import hang, page, raw
from faults.serve import Listener


class Authority:
    """A certificate authority for one run, and what a client needs to trust it."""

    def __init__(self) -> None:
        self._ca = trustme.CA()

    def client(self) -> ssl.SSLContext:
        """A context that trusts this authority and no other."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._ca.configure_trust(context)
        return context

    def context(self, name: str, *, days: int = 30, ca: trustme.CA | None = None) -> ssl.SSLContext:
        """The context of a server with a certificate for a name, valid until some days from now."""
        now = datetime.now(UTC)
        start, end = now + timedelta(days=min(0, days) - 60), now + timedelta(days=days)
        leaf = (ca or self._ca).issue_cert(name, not_before=start, not_after=end)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        return context

    def old(self, name: str) -> ssl.SSLContext:
        """One that speaks TLS 1.0 only."""
        context = self.context(name)
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        return context

    def asking(self, name: str) -> ssl.SSLContext:
        """One that wants a certificate of the client."""
        context = self.context(name)
        context.verify_mode = ssl.CERT_REQUIRED
        self._ca.configure_trust(context)
        return context

    def alerting(self) -> dict[str, tuple[str, ssl.SSLContext]]:
        """The name and the context of those that send an alert."""
        return {
            "F36-old": ("old.test", self.old("old.test")),
            "F36-client": ("client.test", self.asking("client.test")),
        }

    def listeners(self) -> dict[str, Listener]:
        """The listeners, all but their addresses."""

        def secure(name: str, context: ssl.SSLContext | None) -> Listener:
            return Listener("", name, page(), context, scheme="https")

        contexts = {
            "F36-good": (self.context("good.test"), "good.test"),
            "F36-expired": (self.context("expired.test", days=-2), "expired.test"),
            "F36-host": (self.context("other.test"), "wrong.test"),
            "F36-untrusted": (self.context("untrusted.test", ca=trustme.CA()), "untrusted.test"),
        }
        made = {fault: secure(name, context) for fault, (context, name) in contexts.items()}
        made["F36-hang"] = Listener("", "hang.test", hang, blurts=True, scheme="https")
        plain = raw(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        made["F36-plain"] = Listener("", "plain.test", plain, blurts=True, scheme="https")
        made["F34-downgrade"] = Listener(
            "", "down.test", MOVE["F34-downgrade"], self.context("down.test"), scheme="https"
        )
        return made
