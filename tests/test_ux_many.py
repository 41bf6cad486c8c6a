"""Points 10 and 21: how long a reader waits on the browse page, from a key to what is painted, with many papers."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from browsing import Site
from shelf import shelf

pytestmark = [pytest.mark.browser, pytest.mark.scale]
Open = Callable[..., Any]
WORDS = ["invented study", "文字检测 虚构", "curved shapes", "invetned", "cvpr 2020", "Laurel"]
# An answer says what was found, and writes its rows in the same task.
# A message sent in a frame comes when that is painted.
WATCHED = """
window.times = [];
let began = 0;
const painted = then => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = then;
  channel.port2.postMessage(0);
});
document.addEventListener('input', event => { began = event.timeStamp; }, true);
document.addEventListener('DOMContentLoaded', () => {
  const answered = () => {
    const from = began;
    began = 0;
    if (from) painted(() => times.push(performance.now() - from));
  };
  new MutationObserver(answered).observe(document.querySelector('.pn-found'), { childList: true });
  new MutationObserver((_, seen) => {
    seen.disconnect();
    painted(() => { window.live = performance.now(); });
  }).observe(document.querySelector('.pn-browse'), { attributeFilter: ['data-live'] });
});
"""
PAINTED = """count => new Promise(done => {
  const look = () => times.length >= count ? done() : setTimeout(look, 5);
  look();
})"""
ARRIVED = """() => Math.max(...performance.getEntriesByType('resource')
  .filter(file => file.name.includes('assets/search/')).map(file => file.responseEnd))"""
FIRST = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def rounds() -> int:
    """How often a time is taken that is too long: beside other tests another one says little more."""
    return 2 if "PYTEST_XDIST_WORKER" in os.environ else 5


def limit(times: Sequence[float], most: float) -> None:
    """The best of some runs is the page's own time: a busy machine only adds to it."""
    # Chromium and this process take a processor or a little more.
    if min(times) >= most and os.getloadavg()[0] > 0.75 * (os.cpu_count() or 1):
        pytest.skip(f"others use the processors: {min(times):.0f} ms would say nothing")
    assert min(times) < most, times


@pytest.fixture(scope="module")
def many(site_of: Site, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    return lambda count: site_of(shelf(tmp_path_factory.mktemp("many") / "kb", count=count)) + "browse/"


def watched(open_page: Open, url: str) -> Any:
    page = open_page("about:blank")
    page.add_init_script(WATCHED)
    page.goto(url)
    page.locator(".pn-browse[data-live=on]").wait_for()
    return page


def late(page: Any) -> float:
    """The 95th of a hundred keys, in ms from the key to its answer on the screen."""
    typed = 0
    page.evaluate("times.length = 0")
    for word in WORDS:
        page.locator(".pn-q").select_text()
        for char in word:
            page.keyboard.insert_text(char)
            typed += 1
            page.evaluate(PAINTED, typed)
    times: list[float] = sorted(page.evaluate("times"))
    print(f"{len(times)} keys: median {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms")
    return times[int(len(times) * 0.95)]


@pytest.mark.parametrize(("count", "most"), [(200, 50), (10_000, 150)])
def test_10_a_key_is_answered_at_once(open_page: Open, many: Callable[[int], str], count: int, most: float) -> None:
    page = watched(open_page, many(count))
    page.click(".pn-q")
    times: list[float] = []
    while len(times) < rounds() and (not times or min(times) >= most):
        times.append(late(page))
    limit(times, most)


def test_21_the_first_of_ten_thousand_rows_are_there_within_a_second(
    open_page: Open, many: Callable[[int], str]
) -> None:
    firsts, lives = [], []
    url = many(10_000)
    for _ in range(3):
        page = watched(open_page, url)
        page.evaluate("new Promise(done => { const look = () => window.live ? done() : setTimeout(look, 5); look(); })")
        page.locator(".pn-rows > tr").nth(29).wait_for()
        assert len(page.request.get(url).body()) < 500_000
        assert "10001" in page.inner_text(".pn-found")
        firsts.append(page.evaluate(FIRST))
        lives.append(page.evaluate("live") - page.evaluate(ARRIVED))
        page.context.close()
    print(f"first paint {min(firsts):.0f} ms, live {min(lives):.0f} ms after the data")
    # What the page came with is painted before a script has run; then the whole list is at hand.
    limit(firsts, 1000)
    limit(lives, 1000)
