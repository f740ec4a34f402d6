// Small behaviour that every page shares. No page depends on it to be usable.

const body = document.body;
const toasts = document.getElementById("toasts");

export function toast(text, { tone = "", stay = false } = {}) {
  const note = document.createElement("div");
  note.className = "toast-note";
  note.dataset.tone = tone;
  const holder = note.appendChild(document.createElement("div"));
  holder.appendChild(document.createElement("p")).textContent = text;
  toasts.append(note);
  if (stay) note.dataset.stay = "";
  return note;
}

function tend(note) {
  if (note.dataset.tended !== undefined) return;
  note.dataset.tended = "";
  if (!note.querySelector("[data-close]")) {
    const button = note.appendChild(document.createElement("button"));
    button.type = "button";
    button.className = "tool";
    button.dataset.close = "";
    button.setAttribute("aria-label", body.dataset.sayClose);
    button.textContent = "×";
  }
  if (note.dataset.stay === undefined && note.dataset.tone !== "bad") setTimeout(() => note.remove(), 8000);
}

if (toasts) {
  toasts.querySelectorAll(".toast-note").forEach(tend);
  new MutationObserver(() => toasts.querySelectorAll(".toast-note").forEach(tend)).observe(toasts, { childList: true, subtree: true });
  toasts.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast-note").remove());
}

// Failures that no page answered for.
body.addEventListener("htmx:sendError", (event) => {
  // A page that only looks again by itself is not answered with a complaint each time: the dot says that there is no network.
  const { verb, triggeringEvent } = event.detail.requestConfig ?? {};
  if (verb === "get" && !triggeringEvent?.isTrusted) return;
  // What may be sent later is kept and says so itself (later.js), for whoever is signed in.
  if (!document.getElementById("later") || !event.detail.elt?.closest?.("form[data-later]")) toast(body.dataset.sayUnreachable, { tone: "bad" });
});
body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) toast(body.dataset.sayFailed, { tone: "bad" });
});
body.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail));

// The connection: a dot that says live, reconnecting or offline.
const dot = document.getElementById("connection");
const say = (state) => {
  if (!dot) return;
  dot.dataset.state = state;
  dot.textContent = dot.dataset[`say${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
};
let live = "none";
body.addEventListener("htmx:wsOpen", () => say((live = "live")));
body.addEventListener("htmx:wsClose", () => say((live = "waiting")));
body.addEventListener("htmx:wsError", () => say((live = "waiting")));
window.addEventListener("offline", () => say("offline"));
window.addEventListener("online", () => say(live));
if (!navigator.onLine) say("offline");

// Steppers: − and + around a number field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const field = button?.closest("[data-stepper]")?.querySelector("input");
  if (!field) return;
  const before = field.value;
  if (button.dataset.step === "1") field.stepUp();
  else field.stepDown();
  if (field.value !== before) field.dispatchEvent(new Event("change", { bubbles: true }));
});

// On a shelf a stepper at nothing is a + alone.
const empties = (root) => {
  for (const stepper of root.querySelectorAll(".goods [data-stepper]")) stepper.toggleAttribute("data-none", Number(stepper.querySelector("input").value) === 0);
};
empties(document);
document.addEventListener("htmx:load", (event) => empties(event.target.parentElement ?? document));
document.addEventListener("change", (event) => {
  const stepper = event.target.closest(".goods [data-stepper]");
  if (!stepper) return;
  const hadFocus = stepper.contains(document.activeElement);
  stepper.toggleAttribute("data-none", Number(event.target.value) === 0);
  if (hadFocus && stepper.hasAttribute("data-none")) stepper.querySelector("[data-step='1']").focus();
});

// A quantity that is none, or that the shop refused, is not left standing as if it had been taken.
const quantity = (event) => event.target.closest?.("form")?.querySelector("[data-stepper] input");
const back = (field) => {
  field.value = field.defaultValue;
  empties(document);
};
body.addEventListener("htmx:validation:halted", (event) => {
  const field = quantity(event);
  if (!field) return;
  tend(toast(field.validationMessage, { tone: "bad" }));
  back(field);
});
body.addEventListener("htmx:afterRequest", (event) => {
  const field = quantity(event);
  if (!field) return;
  if (event.detail.successful) field.defaultValue = field.value;
  else if (event.detail.xhr?.status >= 400 && event.detail.xhr.status < 500) back(field);
});

// Menus close when the reader turns elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// "3 minutes ago" keeps walking.
const spans = [[86400, "day"], [3600, "hour"], [60, "minute"]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "zh-Hans", { numeric: "always" });
setInterval(() => {
  for (const mark of document.querySelectorAll("[data-ago]")) {
    const gap = (Date.parse(mark.dataset.ago) - Date.now()) / 1000;
    const span = spans.find(([size]) => Math.abs(gap) >= size);
    if (span) mark.textContent = words.format(Math.trunc(gap / span[0]), span[1]);
  }
}, 60_000);

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(() => {});

// What somebody is about to fill in or to choose from, or has typed, outlives a live change of the part of the page that it stands in.
const typed = field => field.type !== "hidden" && (/checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked
  : field.options ? [...field.options].some(option => option.selected !== option.defaultSelected) && field.selectedIndex > 0
  : field.value !== field.defaultValue);
document.body.addEventListener("htmx:beforeSwap", event => {
  const { requestConfig, target } = event.detail;
  // Looking again after so many seconds has no event; whoever pressed something wants to see what came of it.
  const by = requestConfig?.triggeringEvent?.type;
  if (by && !by.startsWith("live:")) return;
  const atWork = target.querySelector("details[open] form, [data-at-work], :is(button, form).htmx-request") || [...target.querySelectorAll("input, select, textarea")].some(typed);
  if (atWork) event.detail.shouldSwap = false;
});
