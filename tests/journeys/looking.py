"""What a page must be in a window: silent, no wider than it, legible to everybody, with targets that a thumb hits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeAlias

from playwright.sync_api import Error, Page, ViewportSize

from ecosystem.kernel import clock
from tests.journeys.browser import AXE, Door, Visitor
from tests.journeys.pages import screens
from tests.journeys.pictures import CHOSEN
from tests.journeys.scenes import scene
from tests.journeys.screen import Screen

Scheme: TypeAlias = Literal["light", "dark"]
SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"
# SCREENS=whole photographs every page from top to bottom; else only what the README shows is photographed, as a window shows it.
WHOLE = os.environ.get("SCREENS") == "whole"
WINDOWS = {"phone": (390, 844), "desktop": (1280, 800)}
NARROWER = {"phone": 320, "desktop": 768}
# The street acts in the morning; it is looked at half an hour later.
LATER = timedelta(minutes=30)
SMALLEST = 44
# A page is loaded and heard once a language: Chinese on a phone in the light, English on a desk in the dark. The colours are the same
# in every language and window, and all other rules are heard twice.
HEARD_ON = {"zh-hans": "phone", "en": "desktop"}
LIGHT: dict[str, Scheme] = {"phone": "light", "desktop": "dark"}
# A link within a sentence is as tall as the sentence; anything else that can be pressed is as large as a thumb. What is pressed for a
# tick is its label.
SMALL = """least => [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
  .map(e => [e, e.matches("[type=checkbox], [type=radio]") ? e.closest("label") ?? e : e])
  .filter(([e]) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip-link, [type=range]"))
  .filter(([e]) => !(e.matches("a") && getComputedStyle(e).display === "inline" && e.parentElement.textContent.trim() !== e.textContent.trim()))
  .filter(([, box]) => { const seen = box.getBoundingClientRect(); return Math.min(seen.width, seen.height) < least - 0.5; })
  .map(([e, box]) => [e, box.getBoundingClientRect()])
  .map(([e, seen]) => `${Math.round(seen.width)}×${Math.round(seen.height)} ${e.outerHTML.slice(0, 110)}`)"""
# What sticks out, but for what slides or is cut within something that does not.
WIDEST = """() => [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5).filter(e => {
  for (let up = e.parentElement; up; up = up.parentElement) if (getComputedStyle(up).overflowX !== "visible") return false;
  return true;
}).map(e => e.outerHTML.slice(0, 110)).slice(0, 2).join(" ")"""
# Once the window has this width and the page was laid out anew: by how much it is wider, by what, and what a thumb would miss.
FITTED = f"""async ([width, least]) => {{
  if (innerWidth !== width) await new Promise(done => addEventListener("resize", done, {{ once: true }}));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const over = document.documentElement.scrollWidth - innerWidth;
  return [over, over > 0 ? ({WIDEST})() : "", least ? ({SMALL})(least) : []];
}}"""
# Once nothing is still to come: what is styled within the page, and whether it says what is real.
SETTLED = """() => !document.querySelector(".htmx-request, .htmx-settling, .skeleton[hx-get], [hx-get] .skeleton") && [
  [...document.querySelectorAll("[style]:not(.leaflet-container, .leaflet-container *)")].map(e => e.outerHTML.slice(0, 110)),
  Boolean(document.querySelector(".demo-line")?.checkVisibility({ visibilityProperty: true })),
]"""
# With all that folds out, and how it fits into the window where it is heard. What axe found nothing wrong with is ten times as much to
# carry over. Where something is painted before or behind an element by its style, axe says that it can't tell the contrast, which is no
# fault; to look for that takes as long as all else, so it is told to judge as if there were nothing.
HEARD = f"""async seen => {{
  document.querySelectorAll("main details").forEach(folded => {{ folded.open = true; }});
  const script = Object.assign(document.createElement("script"), {{ src: "{AXE}" }});
  await new Promise((done, fail) => {{ script.onload = done; script.onerror = fail; document.head.append(script); }});
  axe.configure({{ checks: [{{ id: "color-contrast", options: {{ ignorePseudo: true }} }}] }});
  return [(await axe.run({{ resultTypes: ["violations"] }})).violations, await ({FITTED})(seen)];
}}"""


def _heard(page: Page, size: str) -> Iterator[str]:
    """The rules that are broken, with the first place of each; and what does not fit into the window as it is."""
    width = WINDOWS[size][0]
    broken, fitted = page.evaluate(HEARD, [width, _least(size)])
    yield from (f"axe, {hit['id']}: {hit['nodes'][0]['html'][:160]}" for hit in broken)
    yield from _unfitting(width, fitted)


def _least(size: str) -> int:
    return SMALLEST if size == "phone" else 0


def _resize(page: Page, size: str) -> None:
    _narrow(page, size, WINDOWS[size][0])


def _narrow(page: Page, size: str, width: int) -> None:
    wanted = ViewportSize(width=width, height=WINDOWS[size][1])
    if page.viewport_size != wanted:
        page.set_viewport_size(wanted)


def _photograph(page: Page, name: str, seen: Scheme) -> None:
    """In the light. A browser short of time sometimes can't, and can a moment later."""
    page.emulate_media(color_scheme="light")
    try:
        page.screenshot(path=SCREENS / f"{name}.png", full_page=WHOLE)
    except Error:
        page.wait_for_timeout(500)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=WHOLE)
    page.emulate_media(color_scheme=seen)


def _fitting(visitor: Visitor, size: str, width: int) -> Iterator[str]:
    _narrow(visitor.page, size, width)
    yield from _unfitting(width, visitor.page.evaluate(FITTED, [width, _least(size)]))


def _unfitting(width: int, fitted: tuple[int, str, list[str]]) -> Iterator[str]:
    over, widest, small = fitted
    if over > 0:
        yield f"{over} px too wide at {width}: {widest}"
    yield from (f"at {width} a target of {target}" for target in small)


def _opened(visitor: Visitor, screen: Screen) -> Iterator[str]:
    """The page, loaded and settled, and what its first look tells."""
    page = visitor.page
    answer = page.goto(visitor.site.url + screen.path)
    assert answer is not None, screen.path
    if answer.status != screen.status:
        yield f"answers {answer.status}"
    if screen.first:
        screen.first(page)
    # To wait is to ask again with each frame, and needs more of a program in the page: most are settled when they are loaded.
    inline, says_what_is_real = page.evaluate(SETTLED) or page.wait_for_function(SETTLED).json_value()
    yield from (f"an inline style: {styled}" for styled in inline)
    if screen.ribbon and not says_what_is_real:
        yield "does not say what is real"


def _look(visitor: Visitor, screen: Screen, language: str) -> Iterator[str]:
    """What is wrong with one page in the windows of both sizes; it is opened and heard in one of them, with all that folds out."""
    page, name = visitor.page, f"{screen.name}-{language[:2]}"
    first, second = sorted(WINDOWS, key=lambda size: size != HEARD_ON[language])
    _resize(page, first)
    yield from _opened(visitor, screen)
    for size in (first, second):
        if WHOLE or f"{name}-{size}.png" in CHOSEN:
            _resize(page, size)
            _photograph(page, f"{name}-{size}", LIGHT[first])
    _resize(page, first)
    yield from _heard(page, first)
    for size, width in ((first, NARROWER[first]), (second, WINDOWS[second][0]), (second, NARROWER[second])):
        yield from _fitting(visitor, size, width)
    yield from (fault for fault in visitor.faults if screen.status < 400 or str(screen.status) not in fault)


def faults_of_every_screen(door: Door, language: str, *, note: str) -> tuple[list[str], list[str]]:
    """What is wrong with each page of the day as each of its readers sees it; and the addresses that were looked at."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    people: dict[object, Visitor] = {}
    for screen in screens(scene(note=note, now=clock.now())):
        who = screen.who.pk if screen.who else None
        if who not in people:
            people[who] = door.enter(screen.who, language, has_touch=True, color_scheme=LIGHT[HEARD_ON[language]])
            people[who].context.clock.set_fixed_time(clock.now())
        people[who].faults.clear()
        try:
            wrong += [f"{screen.name}: {fault}" for fault in _look(people[who], screen, language)]
        except (Error, AssertionError) as fault:
            wrong.append(f"{screen.name}: {str(fault).splitlines()[0]}")
    return wrong, [path for status, path in door.site.answered if 200 <= status < 300]
