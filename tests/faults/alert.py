"""TLS servers that say why they refuse: asyncio closes without sending the alert, real servers do not."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class AlertServer:
    """A socket in a thread; every handshake ends with an alert, or with a reply that nobody may see."""

    def __init__(self, address: str, context: ssl.SSLContext) -> None:
        self._context = context
        self._socket = socket.create_server((address, 0))
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            client.settimeout(2)
            with suppress(OSError), client:
                self._refuse(client)

    def _refuse(self, client: socket.socket) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self._context.wrap_bio(incoming, outgoing, server_side=True)
        with suppress(ssl.SSLError):
            while not self._step(tls, outgoing, client):
                incoming.write(client.recv(65536))
        client.sendall(outgoing.read())
        client.shutdown(socket.SHUT_WR)
        # Unread bytes would make the end a RST, which throws the alert away.
        while client.recv(65536):
            pass

    def _step(self, tls: ssl.SSLObject, outgoing: ssl.MemoryBIO, client: socket.socket) -> bool:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            client.sendall(outgoing.read())
            return False
        return True
