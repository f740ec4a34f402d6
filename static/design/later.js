// What was done without a network and may be sent later: kept on this device, sent once each in its order, as often as it takes.
// Only forms that say so (`data-later`): each sets something to what it should be, or carries a key, so that sending twice is sending
// once. Nothing that pays is among them. What is kept is what the form said, never an answer.

const body = document.body;
const SHELF = "kept-actions";
const TOO_OLD = 12 * 3600 * 1000;
const mark = document.getElementById("later");
const who = mark?.dataset.who ?? "";
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
const say = (text, tone) => body.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));

const all = () => JSON.parse(localStorage.getItem(SHELF) ?? "[]");
const mine = () => all().filter((one) => one.who === who);
function write(kept) {
  if (kept.length) localStorage.setItem(SHELF, JSON.stringify(kept));
  else localStorage.removeItem(SHELF);
  show();
}

function show() {
  const count = mine().length;
  mark.hidden = !count;
  mark.textContent = count ? `${mark.dataset.say} (${count})` : "";
}

// The same thing set again takes the place of what was kept of it; a key or a quantity does not make it another thing.
const VARIES = new Set(["csrfmiddlewaretoken", "idempotency_key", "quantity"]);
const nameOf = (address, fields) => JSON.stringify([address, fields.filter(([name]) => !VARIES.has(name))]);

function keep(form, button) {
  const fields = [...new FormData(form, button)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const address = new URL(form.getAttribute("hx-post") ?? form.action, location.href).pathname;
  const one = { who, name: nameOf(address, fields), address, fields, at: Date.now(), page: location.pathname };
  write([...all().filter((other) => other.who !== who || other.name !== one.name), one]);
  form.toggleAttribute("data-kept", true);
}

async function sendOne({ address, fields }) {
  const sent = new URLSearchParams([...fields, ["csrfmiddlewaretoken", cookie("csrftoken")]]);
  const answer = await fetch(address, { method: "POST", body: sent, headers: { "X-Kept-Form": "1", "X-Sent-Later": "1" } });
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  if (answer.headers.get("X-Go-To")?.includes("/accounts/login/")) throw new Error("sign in first");
  if (answer.ok) return;
  const refusal = new DOMParser().parseFromString(await answer.text(), "text/html");
  say(refusal.querySelector(".toast-note p, h1")?.textContent ?? mark.dataset.sayRefused, "bad");
}

// One page at a time sends; what fails for want of a network waits for the next moment.
async function send() {
  if (!who || !mine().length || !navigator.onLine) return;
  let fromHere = false;
  await navigator.locks.request(SHELF, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const one of mine()) {
      if (Date.now() - one.at > TOO_OLD) say(mark.dataset.sayOld, "bad");
      else {
        try {
          await sendOne(one);
        } catch {
          return;
        }
        fromHere ||= one.page === location.pathname;
      }
      write(all().filter((other) => other.who !== who || other.name !== one.name || other.at !== one.at));
    }
  });
  if (fromHere && !mine().length) refresh();
}

// The page as it is now: by what listens on it, else whole.
function refresh() {
  const names = new Set();
  for (const part of document.querySelectorAll('main [hx-trigger*="live:"]')) {
    for (const name of part.getAttribute("hx-trigger").match(/live:[\w-]+/g) ?? []) names.add(name);
  }
  if (names.size) names.forEach((name) => body.dispatchEvent(new CustomEvent(name, { bubbles: true })));
  else location.reload();
}

if (mark) {
  body.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt?.closest?.("form[data-later]");
    if (form) keep(form, event.detail.requestConfig?.triggeringEvent?.submitter);
  });
  window.addEventListener("storage", show);
  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  // A browser may think that it is online where nobody answers.
  setInterval(send, 15_000);
  show();
  send();
}
