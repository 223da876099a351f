"""Measures `kevents site`: making it, what a browser has to read of it, and how soon it shows something.

With `--json` the figures go to standard output as JSON: seconds, bytes, files. Needs Debian's chromium and
chromium-driver, and selenium (the extra `test-slow`).
"""

import argparse
import gzip
import json
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clock import Command, interleave
from events import write_events

EVENTS = 20_000
ROUNDS = 5
KEVENTS = str(Path(sys.executable).parent / "kevents")
CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
_ARGUMENTS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

# What a first visit reads. The script of the timeline's library is the same whatever the database.
FIRST_PAGE = (
    "index.html",
    "data/record.js",
    *(f"assets/{name}" for name in ("site.css", "fold.js", "timeline.js", "chart.js")),
    "assets/vendor/vis-timeline/vis-timeline-graph2d.min.js",
)

_OPENED = """
const [page] = performance.getEntriesByType("navigation");
const paint = performance.getEntriesByName("first-contentful-paint")[0];
const ready = document.querySelector(".chart .vis-item") && paint && page.loadEventEnd;
return ready ? [paint.startTime, page.loadEventEnd] : null;
"""

# From the change of the address to the second frame after the rows have been drawn.
_FILTERED = """
const [hash, done] = arguments;
const begun = performance.now();
const shown = () => done([performance.now() - begun, document.getElementById("count").textContent]);
addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(shown)), {once: true});
location.hash = hash;
"""


@contextmanager
def _browser(scratch: Path) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    with TemporaryDirectory(dir=scratch) as profile:
        for argument in (*_ARGUMENTS, "--window-size=1280,900", f"--user-data-dir={profile}"):
            options.add_argument(argument)
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            yield driver
        finally:
            driver.quit()


def _made(database: Path, site: Path, rounds: int) -> dict[str, float]:
    command = Command("kevents site", [KEVENTS, "--db", str(database), "site", str(site)])
    timing = interleave([command], rounds)[command.name]
    read = [(site / name).read_bytes() for name in FIRST_PAGE]
    files = [path for path in site.rglob("*") if path.is_file()]
    return {
        "seconds": timing.best,
        "processor_seconds": min(timing.processor),
        "peak_memory": timing.memory,
        "files": len(files),
        "size": sum(path.stat().st_size for path in files),
        "first_page": sum(map(len, read)),
        "first_page_gzip": sum(len(gzip.compress(each, 6, mtime=0)) for each in read),
    }


def _seen(site: Path, filters: tuple[str, ...], scratch: Path) -> dict[str, float]:
    """Medians of several visits, in seconds; of the filters the slowest."""
    painted, ready = [], []
    with _browser(scratch) as driver:
        for _ in range(ROUNDS):
            driver.get("about:blank")
            driver.get(f"{site.as_uri()}/index.html")
            while (opened := driver.execute_script(_OPENED)) is None:
                pass
            painted.append(opened[0] / 1000)
            ready.append(opened[1] / 1000)
        taken = []
        for asked in filters:
            times = []
            for _ in range(ROUNDS):
                driver.execute_async_script(_FILTERED, "#show=events")
                milliseconds, count = driver.execute_async_script(_FILTERED, f"#{asked}")
                if " of " not in count or count.startswith("0 of "):
                    raise SystemExit(f"{asked}: {count} is no filtered view")
                times.append(milliseconds / 1000)
            taken.append(statistics.median(times))
    return {
        "first_paint": statistics.median(painted),
        "list_and_chart": statistics.median(ready),
        "filtered": max(taken),
    }


def measure(scratch: Path) -> dict[str, dict[str, float]]:
    """The figures of the bundled documents, and of EVENTS synthetic events."""
    bundled, many = scratch / "bundled.db", scratch / "many.db"
    interleave([Command("kevents build", [KEVENTS, "--db", str(bundled), "build"])], 1)
    write_events(many, EVENTS)
    figures = {}
    for name, database, rounds, filters in (
        ("bundled", bundled, 3, ("actor=sergey-lavrov", "q=ceasefire", "topic=monitoring")),
        # Many of them, a few, and as many as are drawn one by one.
        ("events", many, 1, ("actor=actor-000", "q=talks+number+77", "type=CONSULT&status=alleged")),
    ):
        site = scratch / f"{name}-site"
        figures[name] = _made(database, site, rounds) | _seen(site, filters, scratch)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the web site, in a headless Chromium.")
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="kevents-bench-") as folder:
        figures = measure(Path(folder))
    if arguments.json:
        json.dump(figures, sys.stdout)
        return
    for name, told in figures.items():
        print("the bundled documents" if name == "bundled" else f"{EVENTS:,} events")
        print(f"  made in {told['seconds']:.1f} s ({told['processor_seconds']:.1f} s of the processor)")
        print(f"  peak memory {told['peak_memory'] / 2**20:,.0f} MiB")
        print(f"  {told['files']:,} files, {told['size'] / 1e6:,.1f} MB")
        print(
            f"  first page {told['first_page'] / 1e6:.2f} MB, {told['first_page_gzip'] / 1e6:.2f} MB in gzip"
        )
        print(
            f"  first paint after {told['first_paint']:.2f} s, list and chart {told['list_and_chart']:.2f} s"
        )
        print(f"  a filtered view, the slowest of three, after {told['filtered']:.2f} s")


if __name__ == "__main__":
    main()
