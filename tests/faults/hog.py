"""Faults that eat memory, bandwidth or a processor; they live in a thread of their own."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from faults.reply import by_method, reply
from faults.serve import Handler, Visit

SIZE = 600 * 2**20
_BLOCK = 2**20
_GZIP = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


@cache
def gzip_bomb(size: int = SIZE) -> bytes:
    """Zeros as gzip, a thousandth of their size. A block that was flushed in full can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # The sum at the end is not that of the content: nobody should get there.
    return _GZIP + first * (size // _BLOCK) + packer.flush() + struct.pack("<II", 0, size & 0xFFFFFFFF)


@cache
def nested_bomb() -> bytes:
    """The bomb, as gzip in gzip: 600 MB from a few kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(gzip_bomb()) + packer.flush()


@cache
def zstd_bomb() -> bytes:
    """Zeros as zstd, written by hand: a frame of run-length blocks (RFC 8878, section 3.1.1)."""
    window, run = 0x50, 128 * 1024
    block = struct.pack("<I", run << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", run << 3 | 1 << 1 | 1)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd\x00" + bytes([window]) + block * (SIZE // run - 1) + last


def _packed(body: bytes, encoding: str) -> Handler:
    return by_method(reply(), reply(200, body, ("Content-Encoding", encoding)))


async def _endless(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        await visit.send(b"<p>and on it goes</p>" * 3000)


def hogs() -> dict[str, Handler]:
    """The table; bombs are made when they are wanted."""
    return {
        "F13": by_method(reply(), _endless),
        "F14-gzip": _packed(gzip_bomb(), "gzip"),
        "F14-nested": _packed(nested_bomb(), "gzip, gzip"),
        "F14-zstd": _packed(zstd_bomb(), "zstd"),
        "F14-deep": _packed(b"x", ", ".join(["gzip"] * 40)),
    }
