// The grid of goods: keys between prices, ticks and their bar, and a scanner that types from anywhere.

const grid = document.getElementById("grid");
const scan = document.querySelector("[data-scan]");

const cells = () => [...grid.querySelectorAll("[data-cell]")];
const ticks = () => [...grid.querySelectorAll("[data-tick]")];

// Up and down walk through the prices; Enter sends one and goes on to the next.
grid.addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-cell]");
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
  if (!cell || !step || event.isComposing) return;
  const all = cells();
  const next = all[all.indexOf(cell) + step];
  if (event.key !== "Enter") event.preventDefault();
  if (next) setTimeout(() => { next.focus(); next.select(); });
});
grid.addEventListener("focusin", (event) => event.target.matches("[data-cell]") && event.target.select());
// What was typed and left is sent, as Enter would.
grid.addEventListener("change", (event) => {
  if (event.target.matches("[data-cell]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-tick-all]")) for (const tick of ticks()) tick.checked = event.target.checked;
  if (event.target.matches("[data-tick], [data-tick-all]")) tell();
  if (event.target.matches("[data-act]")) offer();
});

function tell() {
  const bar = grid.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const many = ticks().filter((tick) => tick.checked).length;
  bar.hidden = !many;
  bar.querySelector("[data-ticked]").textContent = many;
}
function offer() {
  const act = grid.querySelector("[data-act]")?.value;
  for (const field of grid.querySelectorAll("[data-for]")) field.hidden = field.dataset.for !== act;
}
document.body.addEventListener("htmx:afterSwap", () => { tell(); offer(); });
// A sheet of labels is a page of its own, not a change.
grid.addEventListener("click", (event) => {
  const button = event.target.closest("[data-plain]");
  if (!button) return;
  event.preventDefault();
  const chosen = ticks().filter((tick) => tick.checked).map((tick) => `sku=${encodeURIComponent(tick.value)}`);
  const shop = grid.querySelector("#bulk [name=shop]").value;
  window.location.assign(`${button.formAction}?shop=${shop}&${chosen.join("&")}`);
});

// A scanner is a fast keyboard: digits typed while no field has the focus belong to the barcode.
document.addEventListener("keydown", (event) => {
  const elsewhere = event.target.closest("input, select, textarea, [contenteditable]");
  if (!scan || elsewhere || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  scan.focus();
});
tell();
offer();
