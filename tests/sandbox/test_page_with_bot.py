"""The page and the real bot together, as a person at a browser meets them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.sandbox import web
from bot.sandbox.world import Sandbox
from tests.articles import MIRABELLE
from tests.running import ANSWER_S, bot_on
from tests.sandbox.test_page import CHROMIUM, FLAGS, WAIT_MS, needs_chromium, say

pytestmark = [needs_chromium, pytest.mark.slow]
SENTENCE = MIRABELLE.split(". ")[0]
LONG_MS = ANSWER_S * 1000


@pytest_asyncio.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The page as alice in English, in #news, which the bot watches; fails on any script error."""
    sandbox = Sandbox()
    web.Page(sandbox)
    async with sandbox, bot_on(sandbox, tmp_path), async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(locale="en-GB", viewport={"width": 1200, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())
        page.set_default_timeout(WAIT_MS)
        await page.goto(sandbox.url)
        await page.wait_for_selector("body.ready")
        await page.locator("#channels button", has_text="news").click()
        yield page
        await browser.close()
        assert errors == []


async def choose_command(page: Page, typed: str, name: str) -> None:
    """Type a command, take it from the list, and its first option's suggestion by the keyboard alone."""
    await page.locator("#text").press_sequentially(typed)
    await page.keyboard.press("Enter")
    await page.locator("#command input").first.press_sequentially(name[:4].lower())
    await expect(page.locator("#picker button", has_text=name).first).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator("#command input").first).to_have_value(name)
    await page.keyboard.press("Enter")


async def fixed(page: Page, found: Locator) -> Locator:
    """The message that is found now, whatever comes after it."""
    return page.locator(f".message[data-id='{await found.get_attribute('data-id', timeout=LONG_MS)}']")


async def test_a_person_posts_asks_and_takes_back(page: Page) -> None:
    await say(page, MIRABELLE)
    mine = await fixed(page, page.locator(".message", has_text=SENTENCE).first)
    answer = await fixed(page, page.locator(".message:not(.ephemeral)", has=page.locator(".container")).last)
    await expect(answer.locator(".container")).to_contain_text("Mirabelle", timeout=LONG_MS)
    await expect(answer.locator(".above")).to_contain_text("@Alice")

    await answer.get_by_role("button").filter(has_text="preuve").first.click()
    listed = page.locator(".message.ephemeral", has=page.locator(".section")).last
    await listed.locator(".section .button").first.click()
    opened = page.locator(".message.ephemeral", has=page.locator("blockquote")).last
    sentence = await opened.locator("blockquote").inner_text()
    assert sentence.strip() in MIRABELLE
    await expect(opened).to_contain_text("Only you can see this")

    await choose_command(page, "/facts", "Mirabelle")
    facts = page.locator(".message", has_text="used /facts").last
    await expect(facts.locator(".container")).to_contain_text("newest first")

    await page.locator("#locales button", has_text="FR").click()
    await choose_command(page, "/faits", "Mirabelle")
    await expect(page.locator(".message", has_text="a utilisé /faits").last.locator(".container")).to_contain_text("d'abord")

    await mine.hover()
    await mine.get_by_label("Supprimer").click()
    await expect(mine).to_have_count(0)
    await expect(answer).to_have_count(0)
    await page.locator("#text").press_sequentially("/faits")
    await page.keyboard.press("Enter")
    await page.locator("#command input").first.press_sequentially("mira")
    await expect(page.locator("#picker")).to_have_text("Aucune suggestion")
