"""Fixtures for tests in a real browser: sites built once a run, served under a sub-path, and one Chromium."""

from __future__ import annotations

import functools
import hashlib
import http.server
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import building

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("PAPERNOTES_SCREENSHOTS")
"""A folder for screenshots to look at; none are taken without it."""
Site = Callable[..., str]
WWW = pytest.StashKey[tuple[str, str]]()
"""The folder that is served and its URL, the same for all of xdist's workers."""
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable "
    "LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect "
    "TcpPortRandomizationWin OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch "
    "PreloadTopChromeWebUI WebUIOmniboxPopup WebUIOmniboxAimPopup"
).split()
"""What Chromium is not to do: what Playwright says (of two such lists the last one holds), and to start the pages of
the browser's own controls, which cost a third of each context and which nobody sees."""
IDLE = """async () => {
  const idle = () => new Promise(done => requestIdleCallback(done));
  await idle();
  await new Promise(done => setTimeout(done, 20));
  await idle();
}"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Requests are not printed."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of a file is no error."""


def pytest_configure(config: pytest.Config) -> None:
    """Serve a folder for the whole run; what one worker builds there, the others see."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[WWW] = given["www"], given["url"]
        return
    folder = tempfile.TemporaryDirectory(prefix="papernotes-www-")
    server = _Server(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder.name))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config.stash[WWW] = folder.name, f"http://127.0.0.1:{server.server_port}/"
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(server.server_close)
    config.add_cleanup(server.shutdown)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each of xdist's workers where the folder is."""
    node.workerinput["www"], node.workerinput["url"] = node.config.stash[WWW]


def build(base: Path, folder: Path, url: str, *, strict: bool = True) -> None:
    """Build the knowledge base's site into a folder; its configuration may name `!ENV SITE_URL`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", url)
        done = building.build(base, "-d", str(folder), *["--strict"] * strict)
    said = [line for line in done.output.splitlines() if not line.startswith("INFO")]
    assert done.exit_code == 0, "\n".join(said)


def content(base: Path) -> str:
    """A name for what a site is made of: equal for equal knowledge bases, wherever they stand."""
    parts = [base / name for name in ("mkdocs.yml", "papers.yaml")]
    for folder, _, names in os.walk(base / "notes", followlinks=True):
        parts += [Path(folder, name) for name in names]
    digest = hashlib.sha256()
    for path in sorted(parts):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(base)} {len(data)}\n".encode() + data)
    return digest.hexdigest()[:16]


def once(place: Path, make: Callable[[], None], limit_s: float = 300) -> None:
    """Make something in the first process that comes here; the others wait until it is there."""
    place.parent.mkdir(exist_ok=True)
    done, failed = place.with_suffix(".done"), place.with_suffix(".failed")
    try:
        place.with_suffix(".begun").touch(exist_ok=False)
    except FileExistsError:
        end = time.monotonic() + limit_s
        while not done.exists():
            assert not failed.exists() and time.monotonic() < end, f"{place} was not built elsewhere"
            time.sleep(0.05)
        return
    try:
        make()
    except BaseException:
        failed.touch()
        raise
    done.touch()


@pytest.fixture(scope="session")
def served(pytestconfig: pytest.Config) -> tuple[Path, str]:
    """A folder and the URL under which what stands in it is served."""
    folder, url = pytestconfig.stash[WWW]
    return Path(folder), url


@pytest.fixture(scope="session")
def site_of(served: tuple[Path, str]) -> Site:
    """`site_of(base)`: the URL, with a "/" at its end, of a knowledge base's site; built once a run, strictly."""
    folder, url = served

    def site(base: Path, *, strict: bool = True) -> str:
        name = content(base) + "/sub"
        once(folder / name, lambda: build(base, folder / name, f"{url}{name}/", strict=strict))
        return f"{url}{name}/"

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


def launched(driver: Any) -> Any:
    """A Chromium."""
    # Root in a container has no sandbox to use.
    return driver.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", f"--disable-features={','.join(OFF)}"]
    )


@pytest.fixture(scope="session")
def browser(driver: Any) -> Iterator[Any]:
    """Chromium, one for all tests; each takes a context of its own."""
    chromium = launched(driver)
    yield chromium
    chromium.close()


@contextmanager
def settled(page: Any, scripts: bool = True) -> Iterator[None]:
    """What is done within is over at the end: the page is loaded, has all it asked for, and has nothing to do."""
    pending: set[Any] = set()

    def begun(request: Any) -> None:
        pending.add(request)

    def over(request: Any) -> None:
        pending.discard(request)

    listeners = {"request": begun, "requestfinished": over, "requestfailed": over}
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    page.wait_for_load_state("load")
    end = time.monotonic() + 10
    while scripts:
        page.evaluate(IDLE)
        if not pending:
            break
        assert time.monotonic() < end, [request.url for request in pending]
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def visit(page: Any, url: str, scripts: bool = True) -> None:
    """Go to a page and wait until it is as its scripts leave it."""
    with settled(page, scripts):
        page.goto(url, wait_until="load")


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(url, **context)`: a page in a fresh context. At the end no console has said anything."""
    contexts: list[Any] = []
    said: list[str] = []

    def opened(url: str, **options: Any) -> Any:
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **options}
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        # A busy machine is no failure.
        page.set_default_timeout(30_000)
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        visit(page, url, options.get("java_script_enabled", True))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
