// Forms that act once: the button is busy until the answer comes, and the key changes only after success. A form that htmx does not
// carry is carried here, so that a refusal, or no network, leaves the page and everything typed on it as it was.

const body = document.body;
const say = (text) => body.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "bad" } }));

const busy = (form, on) => {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.toggleAttribute("data-busy", on);
    button.setAttribute("aria-disabled", on ? "true" : "false");
  }
  form.toggleAttribute("data-sending", on);
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  // What was said of the try before is over.
  document.querySelectorAll("#toasts .toast-note[data-tone=bad]").forEach((said) => said.remove());
  busy(form, true);
}, true);
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => busy(form, false)));
body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-once]");
  if (!form) return;
  busy(form, false);
  const key = form.querySelector("[data-repeat-key]");
  if (key && event.detail.successful) key.value = crypto.randomUUID();
});

// Somebody was quicker: what changed meanwhile is brought before the eyes, wherever on the page the button was.
const showMeeting = () => {
  const note = document.querySelector("[data-conflict]:not([data-seen])");
  if (!note) return;
  note.dataset.seen = "";
  note.scrollIntoView({ block: "center" });
};
body.addEventListener("htmx:afterSettle", showMeeting);

// What htmx asks while one types leaves the sending to us.
// Fields may be named as what a form has of its own, so its attributes are asked and never its properties.
const isCarried = (form) => form.matches("form[data-once]:not([hx-post]:not([hx-trigger]), [target])") && form.getAttribute("method")?.toLowerCase() === "post";
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !isCarried(event.target)) return;
  event.preventDefault();
  carry(event.target, event.submitter);
});

async function carry(form, button) {
  const typed = new FormData(form, button);
  const sent = form.getAttribute("enctype") === "multipart/form-data" ? typed : new URLSearchParams(typed);
  const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  let answer;
  let text;
  try {
    answer = await fetch(address, { method: "POST", body: sent, headers: { "X-Kept-Form": "1" } });
    text = await answer.text();
  } catch {
    busy(form, false);
    say(body.dataset.sayUnreachable);
    return;
  }
  const next = answer.headers.get("X-Go-To");
  if (next !== null) {
    // Busy until the next page is here.
    leave(new URL(next, answer.url));
    return;
  }
  busy(form, false);
  if (answer.status >= 500) say(body.dataset.sayFailed);
  else show(new DOMParser().parseFromString(text, "text/html"), answer);
}

function leave(there) {
  const samePage = there.pathname + there.search === location.pathname + location.search;
  if (!samePage || !there.hash) return location.assign(there);
  location.hash = there.hash;
  location.reload();
}

let replaced = false;
window.addEventListener("popstate", () => replaced && location.reload());

// A refusal is a note among the toasts; a page that answers takes the place of this one's main part.
function show(page, answer) {
  const wrap = page.querySelector(".wrap");
  if (!wrap) return document.getElementById("toasts").append(...page.body.children);
  // A refused page without a form would take away what was typed on this one.
  if (!answer.ok && !wrap.querySelector("form")) return say(wrap.querySelector("h1")?.textContent ?? body.dataset.sayFailed);
  for (const part of page.head.querySelectorAll("link[rel=stylesheet], script[src]")) bring(part);
  document.title = page.title;
  document.querySelector(".wrap").replaceWith(wrap);
  document.getElementById("toasts").append(...page.querySelectorAll("#toasts > *"));
  window.htmx?.process(wrap);
  if (answer.ok) {
    history.pushState(null, "", answer.url);
    replaced = true;
  }
  scrollTo(0, 0);
  document.getElementById("main").focus({ preventScroll: true });
  showMeeting();
}

function bring(part) {
  const name = part.localName === "link" ? "href" : "src";
  if ([...document.head.querySelectorAll(part.localName)].some((there) => there.getAttribute(name) === part.getAttribute(name))) return;
  // A script that was parsed elsewhere never runs; one that is made here does.
  const made = document.createElement(part.localName);
  for (const { name: key, value } of part.attributes) made.setAttribute(key, value);
  document.head.append(made);
}

document.documentElement.dataset.carriesForms = "";
