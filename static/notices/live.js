// Hears what changed and lets htmx fetch it: hx-trigger="live:orders from:body".
// Nothing is shown from a message itself, so a lost one costs a moment, not a fact.

const body = document.body;
const SIGNED_OUT = 4401;
const LONGEST_WAIT = 30_000;
let socket = null;
let tries = 0;
let wasOpen = false;
let timer = 0;

// When each name was told last.
const told = new Map();

function tell(name) {
  const event = new CustomEvent(name, { bubbles: true });
  told.set(name, event.timeStamp);
  body.dispatchEvent(event);
}

// A part that is replaced takes along what it still meant to ask: what was told while the answer was on its way is told to the new one.
body.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  const by = requestConfig?.triggeringEvent;
  if (told.get(by?.type) > by?.timeStamp && !requestConfig.elt.isConnected) tell(by.type);
});

// Messages sent while the connection was down are gone: everything that listens fetches again. Of those sent between the asking for this
// page and its first connection the server knows, and says "*" if there were any.
function tellAll() {
  const names = new Set();
  for (const listener of document.querySelectorAll('[hx-trigger*="live:"]')) {
    for (const name of listener.getAttribute("hx-trigger").match(/live:[\w-]+/g) ?? []) names.add(name);
  }
  names.forEach(tell);
}

function again(now = false) {
  clearTimeout(timer);
  const longest = Math.min(LONGEST_WAIT, 1000 * 2 ** tries);
  tries += 1;
  // Jitter, so that a restarted server is not met by everybody at once.
  timer = setTimeout(connect, now ? 0 : longest / 2 + (Math.random() * longest) / 2);
}

function connect() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const asked = performance.getEntriesByType("navigation")[0]?.fetchStart ?? 0;
  const since = wasOpen ? "" : `?ago=${Math.ceil(performance.now() - asked)}`;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live/${since}`);
  socket.addEventListener("open", () => {
    tries = 0;
    tell("htmx:wsOpen");
    if (wasOpen) tellAll();
    wasOpen = true;
  });
  socket.addEventListener("message", (event) => {
    const { changed } = JSON.parse(event.data);
    if (changed === "*") tellAll();
    else if (/^[\w-]+$/.test(changed ?? "")) tell(`live:${changed}`);
  });
  socket.addEventListener("close", (event) => {
    tell("htmx:wsClose");
    // Signed out elsewhere: the page asks again as a visitor and is told to sign in.
    if (event.code === SIGNED_OUT) location.reload();
    else again();
  });
}

window.addEventListener("online", () => again(true));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && socket?.readyState === WebSocket.CLOSED) again(true);
});
window.addEventListener("pagehide", () => socket?.close());
window.addEventListener("pageshow", (event) => event.persisted && again(true));
connect();
