"""Fixtures for tests in a real browser: sites built once a session, served under a sub-path, and one Chromium."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("PAPERNOTES_SCREENSHOTS")
"""A folder for screenshots to look at; none are taken without it."""
Site = Callable[..., str]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not printed."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of a file is no error."""


def build(base: Path, folder: Path, url: str, *options: str) -> None:
    """Build the knowledge base's site into a folder, strictly; its configuration may name `!ENV SITE_URL`."""
    command = [sys.executable, "-m", "papernotes", "-C", str(base), "build", "--strict", "-d", str(folder), *options]
    # This tree, whatever else is installed.
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SITE_URL": url}
    run = subprocess.run(command, capture_output=True, text=True, env=env)
    said = [line for line in (run.stdout + run.stderr).splitlines() if not line.startswith("INFO")]
    assert run.returncode == 0, "\n".join(said)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and the URL under which what stands in it is served."""
    folder = tmp_path_factory.mktemp("www")
    handler = functools.partial(_Quiet, directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def site_of(served: tuple[Path, str]) -> Site:
    """`site_of(base)`: the URL, with a "/" at its end, of a knowledge base's site; built once a session."""
    folder, url = served
    built: dict[tuple[str, ...], str] = {}

    def site(base: Path, *options: str) -> str:
        key = (str(base.resolve()), *options)
        if key not in built:
            name = f"site{len(built)}/sub"
            built[key] = f"{url}{name}/"
            build(base, folder / name, built[key], *options)
        return built[key]

    return site


@pytest.fixture(scope="session")
def own_site(site_of: Site) -> str:
    """The URL of our own knowledge base's site."""
    return site_of(ROOT)


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """Playwright, of which one process can have but one at a time."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium")
    with playwright.sync_playwright() as run:
        yield run


@pytest.fixture(scope="session")
def browser(driver: Any) -> Iterator[Any]:
    """Chromium, one for all tests; each takes a context of its own."""
    # Root in a container has no sandbox to use.
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(url, **context)`: a page in a fresh context. At the end no console has said anything."""
    contexts: list[Any] = []
    said: list[str] = []

    def opened(url: str, **options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **options}
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(url, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
