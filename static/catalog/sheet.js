// The sheet of an article: opens over the shelf, adds up what is chosen, closes once it is in the basket.

const sheet = document.getElementById("sheet");

// Fen and thousandths are whole numbers, so that the sum shown is the sum asked: rounded half up once a line.
function total(form) {
  const unit = [...form.querySelectorAll("input:checked")].reduce((sum, one) => sum + BigInt(one.dataset.price ?? 0), 0n);
  const quantity = form.querySelector("[name=quantity]");
  const thousandths = BigInt(Math.round((quantity?.valueAsNumber || 0) * 1000));
  return (unit * thousandths + 500n) / 1000n;
}
function tell(form) {
  const place = form.querySelector("[data-sum]");
  if (!place) return;
  const fen = total(form);
  place.textContent = fen > 0n ? `${place.dataset.about}¥${fen / 100n}.${String(fen % 100n).padStart(2, "0")}` : "";
  for (const group of form.querySelectorAll("[data-most]")) {
    const boxes = [...group.querySelectorAll("[type=checkbox]")];
    const full = boxes.filter((box) => box.checked).length >= Number(group.dataset.most);
    for (const box of boxes) box.toggleAttribute("data-full", full && !box.checked);
    for (const box of boxes) box.setAttribute("aria-disabled", full && !box.checked ? "true" : "false");
  }
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-sheet]");
  if (!form) return;
  if (event.target.hasAttribute("data-full")) event.target.checked = false;
  tell(form);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-sheet-close]") || event.target === sheet) sheet.close();
});
document.querySelectorAll("[data-sheet]").forEach(tell);

if (sheet) {
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== sheet) return;
    sheet.querySelectorAll("[data-sheet]").forEach(tell);
    if (!sheet.open) sheet.showModal();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("[data-sheet]") && event.detail.successful) sheet.close();
  });
}
