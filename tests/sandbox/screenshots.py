"""`python -m tests.sandbox.screenshots`: the README's pictures, taken anew of the page with the real bot and the sample articles."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from bot.sandbox import web
from bot.sandbox.server import sample
from bot.sandbox.world import Sandbox
from tests.running import ANSWER_S, bot_on
from tests.sandbox.test_page import CHROMIUM, FLAGS, WAIT_MS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


ANSWERS: dict[str, tuple[str, dict[str, str]]] = {
    "facts": ("facts", {"name": "OpenAI"}),
    "company": ("company", {"name": "OpenAI"}),
    "timeline": ("timeline", {"name": "OpenAI"}),
    "compare": ("compare", {"first": "OpenAI", "second": "Halden Robotics"}),
    "search": ("search", {"words": "bureau"}),
    "events": ("events", {}),
    "digest": ("digest now", {}),
    "why": ("why", {"link": "https://example.org/nulle-part"}),
    "diagnose": ("vigie diagnose", {}),
    "help": ("help", {}),
}
"""The ten main answers, each taken on a phone and on a desktop, light and dark."""
WIDTHS = {"desktop": 1060, "phone": 390}
TALL = 1700
"""Pixels: no answer is so tall that the page would scroll under its own heading."""
COLOURS = 64


@dataclass(frozen=True, slots=True)
class Shot:
    """How a picture is taken: of which channel, by whom, on what screen."""

    name: str
    channel: str
    who: str
    locale: str = "fr"
    width: int = 1060
    height: int = 760
    scheme: str = "light"
    press: str = ""
    """Words of a fact whose button is pressed first."""


async def main() -> None:
    """Set the scene once, then take each picture as another visitor of the page."""
    (FOLDER / "answers").mkdir(parents=True, exist_ok=True)
    sandbox = Sandbox()
    web.Page(sandbox)
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox, bot_on(sandbox, Path(folder)), async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            await take_all(sandbox, browser)
            await browser.close()


async def take_all(sandbox: Sandbox, browser: Browser) -> None:
    """Take the pictures in the order of the scene."""
    await sandbox.slash("admin", "news", "digest schedule", locale="fr", channel=sandbox.channel("news"))
    for who, text in (("alice", sample("openai-bruxelles.txt")), ("bob", f"Vu ce matin : {sandbox.article('nacre-lyon.html')}")):
        await sandbox.wait_for_reply(await sandbox.post("news", who, text), ANSWER_S)
    await take(sandbox, browser, Shot("answer", "news", "bob", height=640))

    await sandbox.wait_for_reply(await sandbox.post("news", "bob", sandbox.article("halden-robotics.html")), ANSWER_S)
    await sandbox.slash("alice", "general", "facts", name="OpenAI", locale="en-US")
    await take(sandbox, browser, Shot("facts", "general", "alice", locale="en", height=1290, scheme="dark", press="Expansion"))

    await sandbox.slash("admin", "veille", "digest now", locale="fr")
    await take(sandbox, browser, Shot("digest", "veille", "admin", height=880))
    await sandbox.slash("bob", "veille", "events", locale="fr", when="upcoming")
    await take(sandbox, browser, Shot("phone", "veille", "bob", width=390, height=860, scheme="dark"))
    await take_answers(sandbox, browser)


async def take_answers(sandbox: Sandbox, browser: Browser) -> None:
    """Ask for each of the main answers and keep it alone, on each screen."""
    page = await browser.new_page(viewport={"width": WIDTHS["desktop"], "height": TALL}, locale="fr", timezone_id="Europe/Paris")
    page.set_default_timeout(WAIT_MS)
    await page.goto(sandbox.url)
    await page.wait_for_selector("body.ready")
    await choose(page, "[data-who=admin]")
    await choose(page, "#channels button:has-text('general')")
    for name, (command, options) in ANSWERS.items():
        answer = await sandbox.slash("admin", "general", command, locale="fr", **options)
        await sandbox.wait_for(lambda answer=answer: bool(answer.text), ANSWER_S)
        await page.wait_for_timeout(700)
        for screen, width in WIDTHS.items():
            await page.set_viewport_size({"width": width, "height": TALL})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                path = FOLDER / "answers" / f"{name}-{screen}-{scheme}.png"
                await page.locator(".message").last.screenshot(path=path, animations="disabled")
                small(path)
    await page.close()


def small(path: Path) -> None:
    """Write a picture anew with a palette, which a page of text does not show."""
    with Image.open(path) as picture:
        palette = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)


async def take(sandbox: Sandbox, browser: Browser, shot: Shot) -> None:
    """Open the page as a person would, and keep what it shows."""
    page = await browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        locale=shot.locale,
        timezone_id="Europe/Paris",
    )
    page.set_default_timeout(WAIT_MS)
    await page.goto(sandbox.url)
    await page.wait_for_selector("body.ready")
    await choose(page, f"[data-who={shot.who}]")
    await choose(page, f"#channels button:has-text('{shot.channel}')")
    await page.locator(".message").last.wait_for()
    if shot.press:
        await page.locator(".section", has_text=shot.press).last.locator(".button").click()
        await page.locator(".message.ephemeral blockquote").last.wait_for()
    await page.evaluate("document.activeElement.blur()")
    path = FOLDER / f"{shot.name}.png"
    await page.screenshot(path=path, animations="disabled")
    small(path)
    await page.close()


async def choose(page: Page, selector: str) -> None:
    """Click in the side bar, which a narrow screen hides behind a button."""
    if await page.locator("#menu").is_visible():
        await page.click("#menu")
    await page.click(selector)


if __name__ == "__main__":
    asyncio.run(main())
