"""A browser as a reader uses it: open, type, choose, press keys, look; and what it has asked the network."""

import json
import time
from collections.abc import Callable
from typing import Any

# Keys, as WebDriver has them.
TAB, ENTER, ESCAPE, UP, DOWN = "\ue004", "\ue007", "\ue00c", "\ue013", "\ue015"

PATIENCE = 20.0
"""Seconds to wait for what must come."""


class Browser:
    """Few verbs over Selenium. Everything waits for what it needs, and fails with what it saw instead.

    Selenium is an extra of the slow tests: the fast ones, and the types, know nothing of it.
    """

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get("about:blank")
        self.faults()
        self.requests()
        self.driver.get(address)

    def screen(self, width: int = 1280, height: int = 900, **media: str) -> None:
        """The size of the screen, and what the reader prefers (`prefers_color_scheme="dark"`)."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def js(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, done: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := done():
                return found
            time.sleep(0.03)
        raise AssertionError(f"{what}; at {self.driver.current_url}: {self.text('body')[:800]}")

    def find(self, css: str) -> Any:
        return self.all(css)[0]

    def all(self, css: str) -> list[Any]:
        found: list[Any] = self.until(lambda: self.driver.find_elements("css selector", css), f"no {css}")
        return found

    def text(self, css: str) -> str:
        found: str = self.js("return (document.querySelector(arguments[0]) || {}).innerText || ''", css)
        return found

    def texts(self, css: str) -> list[str]:
        found: list[str] = self.js(
            "return Array.from(document.querySelectorAll(arguments[0]), (each) => each.innerText)", css
        )
        return found

    def counted(self, words: str) -> None:
        """Wait until the count of the list begins with these words."""
        self.until(lambda: self.text("#count").startswith(words), f"the count is not {words!r}")

    def choose(self, control: str, value: str) -> None:
        from selenium.webdriver.support.ui import Select

        Select(self.find(f"[name={control}]")).select_by_value(value)

    def type(self, control: str, words: str) -> None:
        self.find(f"[name={control}]").send_keys(words)

    def press(self, *keys: str) -> None:
        """Keys to whatever has the focus."""
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def focused(self) -> str:
        found: str = self.js(
            "const one = document.activeElement;"
            "return one.id || one.name || one.textContent.trim() || one.tagName"
        )
        return found

    def faults(self) -> list[str]:
        """What the console has said since it was last asked."""
        return [each["message"] for each in self._log("browser")]

    def requests(self) -> list[str]:
        """The addresses asked for since this was last asked, but for those of the browser's own pages."""
        messages = (json.loads(each["message"])["message"] for each in self._log("performance"))
        asked = [
            each["params"]["request"]["url"]
            for each in messages
            if each["method"] == "Network.requestWillBeSent"
        ]
        return [url for url in asked if not url.startswith(("about:", "chrome:", "data:"))]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.driver.get_log(kind)
        return found
