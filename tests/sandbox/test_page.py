"""The page in a real browser: Debian's Chromium, driven as a person would."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from bot.sandbox import web
from bot.sandbox.world import Sandbox
from tests.sandbox.conftest import SmallBot, running

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WAIT_MS = 15_000
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)")
expect.set_options(timeout=WAIT_MS)


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox with its page."""
    made = Sandbox()
    web.Page(made)
    async with made:
        yield made


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(sandbox: Sandbox, bot: SmallBot, browser: Browser) -> AsyncIterator[Page]:
    """The page as alice, in English, with a bot online; fails on any script error."""
    page = await browser.new_page(locale="en-GB", viewport={"width": 1200, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(WAIT_MS)
    await page.goto(sandbox.url)
    await page.wait_for_selector("body.ready")
    yield page
    assert errors == []


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


@needs_chromium
async def test_a_person_posts_and_reads_the_answer(page: Page, sandbox: Sandbox) -> None:
    await expect(page.locator("#status")).to_have_text("Vigie is online")
    await say(page, "Hello **world** <img src=x onerror=alert(1)> https://example.org/a_(b)")
    answer = page.locator(".message", has_text="read: Hello").last
    await expect(answer.locator(".above")).to_contain_text("@Alice")
    first = page.locator(".message").first
    await expect(first.locator("strong", has_text="world")).to_have_count(1)
    await expect(first.locator("img")).to_have_count(0)
    assert await first.locator("a").get_attribute("href") == "https://example.org/a_(b)"


@needs_chromium
async def test_components_buttons_menus_and_private_answers(page: Page) -> None:
    await say(page, "layout")
    await page.locator(".container .button", has_text="More").click()
    private = page.locator(".message.ephemeral")
    await expect(private).to_contain_text("the rest")
    await expect(private).to_contain_text("Only you can see this")
    await page.locator("[data-who=bob]").click()
    await expect(page.locator(".container")).to_have_count(1)
    await expect(private).to_have_count(0)
    await page.locator(".container select").select_option("new")
    await expect(page.locator(".container")).to_contain_text("sorted new")


@needs_chromium
async def test_slash_command_with_live_suggestions(page: Page) -> None:
    await page.locator("#text").press_sequentially("/fa")
    await expect(page.locator("#picker button")).to_have_count(1)
    await page.press("#text", "Enter")
    name = page.locator("#command input[name=name]")
    await name.press_sequentially("open")
    await expect(page.locator("#picker button").nth(1)).to_have_text("Open Data Institute")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(name).to_have_value("Open Data Institute")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.ephemeral").first).to_contain_text("facts about Open Data Institute in en-US")


@needs_chromium
async def test_administrators_see_more_commands_and_channels_are_offered(page: Page) -> None:
    await page.fill("#text", "/")
    await expect(page.locator("#picker")).to_contain_text("/facts")
    await expect(page.locator("#picker")).not_to_contain_text("/vigie watch")
    await page.locator("[data-who=admin]").click()
    await page.fill("#text", "/vigie")
    await page.locator("#picker button", has_text="/vigie watch").click()
    await page.locator("#command select").select_option(label="#news")
    await page.locator("#command button[type=submit]").click()
    await expect(page.locator(".message").last).to_contain_text("watching news")


@needs_chromium
async def test_commands_that_come_after_the_typing_are_offered(page: Page) -> None:
    known = asyncio.Event()

    async def late(route: Route) -> None:
        await known.wait()
        await route.continue_()

    await page.route("**/ui/state?who=admin*", late)
    await page.locator("[data-who=admin]").click()
    await page.fill("#text", "/vigie")
    await expect(page.locator("#picker")).not_to_contain_text("/vigie watch")
    known.set()
    await expect(page.locator("#picker")).to_contain_text("/vigie watch")


@needs_chromium
async def test_dialogs(page: Page) -> None:
    await page.fill("#text", "/ask")
    await page.press("#text", "Enter")
    await page.locator("#command button[type=submit]").click()
    await page.locator("dialog input").fill("why?")
    await page.locator("dialog button[type=submit]").click()
    await expect(page.locator(".message").last).to_contain_text("you asked why?")


@needs_chromium
async def test_the_apps_menu_of_a_message(page: Page, sandbox: Sandbox) -> None:
    await sandbox.post("general", "bob", "an article")
    message = page.locator(".message", has_text="an article").first
    await message.hover()
    await message.locator(".apps summary").click()
    await message.get_by_role("menuitem", name="Extract the facts").click()
    await expect(page.locator(".message.ephemeral")).to_contain_text("extracted an article")


@needs_chromium
async def test_own_messages_can_be_edited_and_deleted(page: Page, sandbox: Sandbox, bot: SmallBot) -> None:
    await say(page, "frist")
    mine = page.locator(".message", has_text="frist").first
    await mine.hover()
    await mine.get_by_label("Edit").click()
    await page.locator(".editor textarea").fill("first")
    await page.locator(".editor textarea").press("Enter")
    edited = page.locator(".message", has_text="(edited)")
    await expect(edited).to_contain_text("first")
    page.on("dialog", lambda dialog: dialog.accept())
    await edited.hover()
    await edited.get_by_label("Delete").click()
    await expect(edited).to_have_count(0)
    await sandbox.wait_for(lambda: bool(bot.deletions))
    assert bot.edits == ["first"]


@needs_chromium
async def test_files_and_long_texts(page: Page, bot: SmallBot, tmp_path: Path) -> None:
    path = tmp_path / "récit.txt"
    path.write_text("Un récit", encoding="utf-8")
    await page.set_input_files("#files", path)
    await expect(page.locator("#chips")).to_contain_text("récit.txt")
    await page.click("#send")
    await expect(page.locator(".file")).to_contain_text("récit.txt")
    await page.fill("#text", "é" * 2500)
    await expect(page.locator("#notice")).to_contain_text("message.txt")
    await page.press("#text", "Enter")
    await expect(page.locator(".file").nth(1)).to_contain_text("message.txt")
    await expect(page.locator(".message")).to_have_count(4)
    assert bot.files == ["Un récit".encode(), ("é" * 2500).encode()]


@needs_chromium
async def test_french_silence_and_a_bot_that_is_away(page: Page) -> None:
    await page.locator("#locales button", has_text="FR").click()
    await expect(page.locator("#status")).to_have_text("Vigie est en ligne")
    await page.fill("#text", "/silent")
    await page.press("#text", "Enter")
    await page.locator("#command button[type=submit]").click()
    await expect(page.locator("#notice")).to_have_text("L’application n’a pas répondu")


@needs_chromium
async def test_it_fits_a_phone(sandbox: Sandbox, browser: Browser) -> None:
    async with running(sandbox, SmallBot()):
        await sandbox.wait_for_reply(await sandbox.post("general", "alice", "layout"))
        phone = await browser.new_page(viewport={"width": 360, "height": 700}, color_scheme="dark", has_touch=True, is_mobile=True)
        await phone.goto(sandbox.url)
        await phone.wait_for_selector(".container")
        assert await phone.evaluate("document.documentElement.scrollWidth") <= 360
        mine = phone.locator(".message").first
        await expect(mine.locator(".tools")).to_have_css("opacity", "0")
        await mine.tap()
        await expect(mine.locator(".tools")).to_have_css("opacity", "1")
        await phone.click("#menu")
        await phone.locator("#channels button", has_text="news").click()
        await expect(phone.locator("#title")).to_have_text("# news")


async def test_other_pages_cannot_drive_it(sandbox: Sandbox) -> None:
    body = {"act": "delete", "who": "alice", "channel": "", "message": "1"}
    async with aiohttp.ClientSession() as session:
        for headers in ({}, {"X-Sandbox": "page", "Origin": "http://evil.example"}, {"X-Sandbox": "page", "Host": "evil.example"}):
            async with session.post(f"{sandbox.url}/ui/act", json=body, headers=headers) as answer:
                assert answer.status == 403
        async with session.get(sandbox.url) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
