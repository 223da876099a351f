"""Sites of the sample, of the bundled documents and of hostile rows; to be read only."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.site.writing import write
from tests.rows import Rows
from tests.site.browsing import Browser
from tests.site.hostile import hostile_rows


def site_of(database: Path, folder: Path) -> Path:
    connection = open_reading(database)
    try:
        write(connection, folder)
    finally:
        connection.close()
    return folder


def site_of_rows(rows: Rows, folder: Path) -> Path:
    database = folder.with_suffix(".db")
    build(database, rows, "a fingerprint")
    return site_of(database, folder)


@pytest.fixture(scope="session")
def sample_site(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_of(sample_file, tmp_path_factory.mktemp("sample") / "site")


@pytest.fixture(scope="session")
def bundled_site(bundled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_of(bundled_file, tmp_path_factory.mktemp("bundled") / "site")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_of_rows(hostile_rows(), tmp_path_factory.mktemp("hostile") / "site")


CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
_ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser of Debian's, which fetches nothing by itself."""
    missing = [path for path in (CHROMIUM, DRIVER) if not Path(path).exists()]
    missing += ["selenium"] if find_spec("selenium") is None else []
    if missing:
        needed = "chromium and chromium-driver of Debian, and the extra test-slow"
        pytest.fail(f"{', '.join(missing)} not found: the tests in a browser need {needed}")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (*_ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


@pytest.fixture
def served(bundled_site: Path) -> Iterator[str]:
    """The bundled site at an address of this machine."""
    handler = partial(_Quiet, directory=str(bundled_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the parent's
        pass
