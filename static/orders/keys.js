// The board by single keys, once somebody asks for it on this device (WCAG 2.1.4): J and K go from order to order, A presses what comes next,
// O opens the order. Never while something is typed or a dialog is open.

const KEPT = "board-keys";
const button = document.querySelector("[data-keys]");
const board = document.getElementById("board");
let number = "";

const cards = () => [...board.querySelectorAll(".board-card")];
const chosen = () => document.getElementById(number);
const on = () => button?.getAttribute("aria-pressed") === "true";

function mark() {
  for (const card of cards()) card.toggleAttribute("data-chosen", card.id === number);
}

function go(by) {
  const all = cards();
  if (!all.length) return;
  const at = all.findIndex((card) => card.id === number);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  number = next.id;
  mark();
  next.scrollIntoView({ block: "nearest" });
  next.querySelector(".board-number a").focus({ preventScroll: true });
}

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => chosen()?.querySelector(".board-do > form .btn-primary, .board-do > a.btn-primary, .board-do > details > summary.btn-primary")?.click(),
  o: () => chosen()?.querySelector(".board-number a")?.click(),
};

function keep(wanted) {
  button.setAttribute("aria-pressed", String(wanted));
  try { localStorage.setItem(KEPT, wanted ? "1" : ""); } catch { /* For this page alone, then. */ }
}

if (button && board) {
  let kept = "";
  try { kept = localStorage.getItem(KEPT) ?? ""; } catch { /* Nothing is kept here. */ }
  keep(kept === "1");
  button.hidden = false;
  button.addEventListener("click", () => keep(!on()));
  document.addEventListener("keydown", (event) => {
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    const act = ACTS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target === board || event.target.id === "board") mark(); });
}
