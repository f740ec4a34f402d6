// The counter. It goes on without a network: the price list and the queue of sales are kept on the device.
import { Pins, toldOf } from "./approving.js";
import { Bringing } from "./bringing.js";
import { Coupon } from "./coupon.js";
import { Deals, dealRows } from "./deals.js";
import { Goods } from "./goods.js";
import { drawn } from "./lines.js";
import { Ordering } from "./ordering.js";
import { Outbox, numberOf, uuid7 } from "./outbox.js";
import { received } from "./reading.js";
import { Ticket, fen, plain, usualNotes, yuan } from "./ticket.js";
import { Voucher, isVoucher } from "./voucher.js";
import * as voice from "./voice.js";

const till = document.getElementById("till");
const at = (name) => till.querySelector(`[data-${name}]`);
const says = till.dataset;
const zh = document.documentElement.lang.toLowerCase().startsWith("zh");
const shop = says.shop || localStorage.getItem("till-shop") || "";
if (says.shop) localStorage.setItem("till-shop", says.shop);
const pricesKey = `till-prices-${shop}`;
let list = JSON.parse(localStorage.getItem(pricesKey) ?? "null") ?? { version: "", rows: [] };
const may = (what) => list.may?.[what] ?? 0;
const people = () => list.sellers ?? [];
let ticket = new Ticket();

// ── the price list ──
async function fetchPrices() {
  try {
    const began = Date.now();
    const answer = await fetch(`${says.prices}?shop=${shop}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    list = await answer.json();
    list.ahead = list.now - (began + Date.now()) / 2;
    localStorage.setItem(pricesKey, JSON.stringify(list));
  } catch {
    // Without a network the list from before is the list.
  }
  goods.show();
  sellerIs();
  draw();
}

const nameOf = (row) => (zh ? row.zh : row.en);
const goods = new Goods(till, { says, zh, rows: () => list.rows, reads: (code) => (isVoucher(code) ? voucher : coupon).read(code) }, (row) => {
  ticket.add(row);
  draw();
});

// ── the sale ──
const tender = () => till.querySelector("input[name=tender]:checked").value;
const card = () => till.querySelector("input[name=card]:checked")?.value ?? "";
const problem = (text) => {
  at("problem").hidden = !text;
  at("problem").textContent = text;
};

const drawLine = (line) => drawn(line, at("line"), says, { draw, problem, may, drop: () => { ticket.lines = ticket.lines.filter((one) => one !== line); } });

function draw() {
  at("lines").replaceChildren(...ticket.lines.map(drawLine));
  at("none").hidden = ticket.lines.length > 0;
  drawSum();
}

function drawSum() {
  deals.ask(ticket, tender(), tender() === "tab" ? card() : "", coupon.body, list.deals !== false);
  at("deals").replaceChildren(...dealRows(ticket, at("deal"), yuan));
  at("by-code").hidden = ticket.byCode <= 0 || tender() === "code";
  at("by-code").textContent = says.sayByCode.replace("{}", yuan(Math.max(ticket.byCode, 0)));
  at("total").textContent = yuan(ticket.total);
  at("notes").replaceChildren(...usualNotes(ticket.total).map((note) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-soft num";
    button.textContent = yuan(note);
    button.addEventListener("click", () => {
      at("tendered").value = plain(note);
      drawPay();
    });
    return button;
  }));
  drawPay();
}

const handover = () => till.querySelector("input[name=handover]:checked").value;
const given = () => (at("tendered").value.trim() ? fen(at("tendered").value) : ticket.total);
function drawPay() {
  const way = tender();
  for (const part of till.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== way;
  const back = (given() ?? 0) - ticket.total;
  at("change").textContent = !ticket.total ? "–" : back < 0 ? `${says.sayShort} ${yuan(-back)}` : yuan(back);
  const pay = at("pay");
  pay.textContent = { cash: pay.dataset.labelCash, code: pay.dataset.labelCode, tab: pay.dataset.labelTab }[way].replace("{}", yuan(ticket.total));
  const later = way === "tab" && handover() !== "now";
  const brings = later && handover() === "delivery";
  at("where").hidden = handover() !== "delivery";
  bringing.ask(ticket, document.getElementById("near").value, brings);
  drawFee(brings);
  if (later) pay.textContent = says.labelOrder.replace("{}", yuan(ticket.total + (brings ? bringing.fee ?? 0 : 0)));
  pay.disabled = !ticket.total || deals.waits || (way === "cash" && back < 0) || (brings && bringing.fee === null);
}
// What bringing it costs, or why it can't be brought.
function drawFee(brings) {
  at("fee-row").hidden = !brings || bringing.fee === null;
  at("fee").textContent = yuan(bringing.fee ?? 0);
  at("fee-more").textContent = bringing.surcharge ? says.sayForTheHour.replace("{}", yuan(bringing.surcharge)) : "";
  at("fee-trouble").hidden = !brings || !bringing.trouble;
  at("fee-trouble").textContent = bringing.trouble;
}
document.getElementById("near").addEventListener("change", drawPay);
at("tendered").addEventListener("input", drawPay);
at("tendered").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !at("pay").disabled) pay();
});
for (const choice of till.querySelectorAll("input[name=tender], input[name=handover]")) choice.addEventListener("change", () => { problem(""); drawSum(); });
at("customer-choice").addEventListener("change", drawSum);

// ── paying ──
const outbox = new Outbox(shop, (waiting, trouble) => {
  at("queue").hidden = !waiting;
  at("queue-text").textContent = trouble ? says.saySignin : `${says.sayWaiting} ${waiting}`;
  till.dataset.waiting = waiting;
});
// By an event: app.js is on the page already, and under a name that only the page knows.
const heldBack = () => document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: says.sayHeld, tone: "bad", stay: true } }));

const deals = new Deals(outbox, drawSum);
const coupon = new Coupon(till, outbox, says, () => ({ lines: ticket.body(), tender: tender() }), drawSum);
const voucher = new Voucher(till, outbox, says, () => list, (text) => {
  tell(text);
  at("find").focus();
});
const ordering = new Ordering(outbox, says);
const bringing = new Bringing(outbox, says, drawPay);

// ── who sells ──
const pins = new Pins(at("pin-panel"), zh);
function sellerIs() {
  const now = people().find((one) => one.id === list.seller);
  at("seller-name").textContent = now ? nameOf(now) : "–";
}
at("seller").addEventListener("click", () => pins.ask(says.sayTakeOver, people(), async (person, pin) => {
  try {
    const answer = await outbox.takeOver(person, pin);
    if (answer.status !== 200) return toldOf(answer.told);
  } catch {
    return says.sayNetwork;
  }
  await fetchPrices();
  return "";
}));

async function pay() {
  const way = tender();
  problem("");
  if (way === "tab" && !card()) return problem(says.sayCustomer);
  if (at("pay").hasAttribute("data-busy")) return undefined;
  at("pay").toggleAttribute("data-busy", true);
  try {
    await (way === "code" ? showCode() : way === "tab" && handover() !== "now" ? takeOrder() : sell(way));
  } finally {
    at("pay").toggleAttribute("data-busy", false);
  }
  return undefined;
}

const takeOrder = async () => {
  const told = await ordering.take(ticket, card(), handover(), bringing);
  if (told.trouble) {
    drawPay();
    return problem(told.trouble);
  }
  tell(`${says.sayOrdered} ${told.number}`);
  return next();
};

// What happened, of which there is no receipt here.
function tell(text) {
  at("said").textContent = text;
  at("last").hidden = false;
  at("last-receipt").hidden = true;
}

async function sell(way) {
  const total = ticket.total;
  const seller = list.seller ? { seller: list.seller } : {};
  const sale = { sale: uuid7(), tender: way, lines: ticket.body(), prices: list.version, ...seller, rung_at: new Date().toISOString(), offline: false };
  if (way === "cash") sale.tendered = { amount: plain(given()), currency: "CNY" };
  else sale.customer = card();
  if (ticket.deal !== null) Object.assign(sale, { deal: { amount: plain(ticket.deal), currency: "CNY" } }, coupon.body);
  const change = way === "cash" ? given() - total : 0;
  const said = await send(sale, total, change, way);
  if (said) problem(said);
  return undefined;
}

// Answers what is wrong, or nothing.
async function send(sale, total, change, way, more = {}) {
  // On the device before it is on its way: a page that is closed now loses nothing.
  outbox.add(sale);
  let answer = null;
  try {
    answer = await outbox.post(sale, more);
  } catch {
    answer = null;
  }
  if (answer && answer.status >= 400 && answer.status < 500) {
    outbox.remove(sale.sale);
    if (["price_changed", "seller_moved"].includes(answer.told.code)) await fetchPrices();
    if (["shown_coupon_stale", "coupon_not_found", "coupon_gone"].includes(answer.told.code)) coupon.drop();
    if (["discounts_moved", "deal_gone", "coupon_gone"].includes(answer.told.code)) {
      deals.forget();
      draw();
    }
    if (answer.told.needs && !more.approval) {
      pins.ask(toldOf(answer.told), people(), (person, pin) => send(sale, total, change, way, { approval: { person, pin } }));
    }
    return toldOf(answer.told);
  }
  if (answer && answer.status === 201) outbox.remove(sale.sale);
  else if (way === "cash") outbox.keep(sale.sale);
  else {
    outbox.remove(sale.sale);
    return says.sayNetwork;
  }
  problem("");
  await done(sale, total, change, Boolean(answer && answer.status === 201));
  return "";
}

async function done(sale, total, change, booked) {
  const text = received(total, zh);
  at("said").textContent = booked ? text : `${text} · ${says.sayQueued}`;
  at("last-number").textContent = await numberOf(sale.sale);
  at("last-total").textContent = yuan(total);
  at("last-change").textContent = yuan(change);
  at("last-receipt").hidden = !booked;
  at("last-receipt").href = `${says.code}${sale.sale}/receipt/`;
  at("last").hidden = false;
  voice.say(text);
  next();
}

function next() {
  ticket = new Ticket();
  at("tendered").value = "";
  coupon.drop();
  goods.begin();
  draw();
  at("find").focus();
}

async function showCode() {
  const body = { tender: "code", lines: ticket.body(), ...coupon.body };
  let answer;
  try {
    answer = await outbox.post({ ...body, sale: uuid7() });
  } catch {
    return problem(says.sayNetwork);
  }
  if (answer.status !== 201) return problem(toldOf(answer.told));
  const panel = at("code-body");
  panel.dataset.sale = answer.told.order;
  panel.setAttribute("hx-get", `${says.code}${answer.told.order}/`);
  panel.setAttribute("hx-trigger", "load, live:orders from:body, every 3s");
  panel.setAttribute("hx-target", "this");
  panel.setAttribute("hx-swap", "innerHTML");
  window.htmx.process(panel);
  at("code-panel").showModal();
  return undefined;
}
at("pay").addEventListener("click", pay);
at("code-close").addEventListener("click", () => at("code-panel").close());
at("code-panel").addEventListener("close", () => {
  const fresh = document.createElement("div");
  fresh.dataset.codeBody = "";
  at("code-body").replaceWith(fresh);
  next();
});
document.body.addEventListener("till:received", (event) => tell(event.detail.text));

// ── the queue and the voice ──
at("voice").checked = voice.isOn();
at("voice").addEventListener("change", () => voice.setOn(at("voice").checked));
at("send").addEventListener("click", () => outbox.send(heldBack));
window.addEventListener("online", () => outbox.send(heldBack));
setInterval(() => { if (outbox.all().length) outbox.send(heldBack); }, 10_000);
document.addEventListener("keydown", (event) => {
  if (event.key === "F2") { at("find").focus(); event.preventDefault(); }
  if (event.key === "F4" && !at("pay").disabled) { pay(); event.preventDefault(); }
});

goods.show();
draw();
sellerIs();
fetchPrices();
// What a closed page left undecided has happened: money may have changed hands.
for (const sale of outbox.all()) if (!sale.offline) outbox.keep(sale.sale);
outbox.send(heldBack);
