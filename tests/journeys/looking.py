"""What a page must be in a window: silent, no wider than it, legible to everybody, with targets that a thumb hits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page, expect

from ecosystem.kernel import clock
from tests.journeys.browser import Door, Visitor
from tests.journeys.scenes import Screen, scene, screens

SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"
SERIOUS = {"serious", "critical"}
# name → (width in which the page is opened and photographed, height, the other width, a finger or a mouse)
SIZES = {"phone": (390, 844, 320, True), "desktop": (1280, 800, 768, False)}
SMALLEST = 44
# A link within a sentence is as tall as the sentence; anything else that can be pressed is as large as a thumb. What is pressed for a
# tick is its label.
SMALL = """least => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .map(e => [e, e.matches("[type=checkbox], [type=radio]") ? e.closest("label") ?? e : e])
  .filter(([e]) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip-link, [type=range]"))
  .filter(([e]) => !(e.matches("a") && getComputedStyle(e).display === "inline" && e.parentElement.textContent.trim() !== e.textContent.trim()))
  .filter(([, box]) => { const seen = box.getBoundingClientRect(); return Math.min(seen.width, seen.height) < least - 0.5; })
  .map(([e, box]) => [e, box.getBoundingClientRect()])
  .map(([e, seen]) => `${Math.round(seen.width)}×${Math.round(seen.height)} ${e.outerHTML.slice(0, 110)}`)"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-settling, .skeleton')"


def _heavy(page: Page, **options: Any) -> list[str]:
    """The rules that are seriously broken, with the first place of each."""
    hits = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})["violations"]
    return [f"axe {hit['id']}: {hit['nodes'][0]['html'][:160]}" for hit in hits if hit["impact"] in SERIOUS]


def _seen_and_heard(page: Page) -> list[str]:
    """In the light by every rule; in the dark only colours are others."""
    page.evaluate(AXE_SCRIPT)
    light = _heavy(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    dark = _heavy(page, runOnly=["color-contrast"])
    page.emulate_media(color_scheme="light")
    return [*light, *(f"dark {fault}" for fault in dark)]


def _photograph(page: Page, path: Path) -> None:
    """A browser short of time sometimes can't, and can a moment later."""
    try:
        page.screenshot(path=path)
    except Error:
        page.wait_for_timeout(500)
        page.screenshot(path=path)


def _look(visitor: Visitor, screen: Screen, size: str, language: str) -> Iterator[str]:
    """What is wrong with one page in the two windows of a size; its picture is kept."""
    width, height, other, thumb = SIZES[size]
    page = visitor.page
    page.set_viewport_size({"width": width, "height": height})
    answer = page.goto(visitor.site.url + screen.path)
    assert answer is not None, screen.path
    if answer.status != screen.status:
        yield f"answers {answer.status}"
    if screen.first:
        screen.first(page)
    page.wait_for_function(SETTLED)
    _photograph(page, SCREENS / f"{screen.name}-{language[:2]}-{size}.png")
    expect(page.locator(".demo-line"), f"{screen.name} says what is real").to_be_visible()
    yield from _seen_and_heard(page)
    for now in (width, other):
        page.set_viewport_size({"width": now, "height": height})
        over = visitor.wider_than_window()
        if over > 0:
            yield f"{over} px too wide at {now}"
        if thumb:
            yield from (f"at {now} a target of {small}" for small in page.evaluate(SMALL, SMALLEST))
    yield from (fault for fault in visitor.faults if screen.status < 400 or str(screen.status) not in fault)


def faults_of_every_screen(door: Door, language: str, *, note: str) -> list[str]:
    """Each page of the day as each of its readers sees it, in every size."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    seen = screens(scene(note=note, now=clock.now()))
    for size, (width, height, _, thumb) in SIZES.items():
        people: dict[object, Visitor] = {}
        for screen in seen:
            who = screen.who.pk if screen.who else None
            if who not in people:
                people[who] = door.enter(screen.who, language, size=(width, height), has_touch=thumb)
            people[who].faults.clear()
            wrong += [f"{screen.name} {size}: {fault}" for fault in _look(people[who], screen, size, language)]
    return wrong
