// A sale in the making, in whole fen and whole thousandths: the arithmetic of the server's money rules, without floats.

// Yuan as typed, in fen; null for what is no amount.
export function fen(text) {
  const found = /^\s*[¥￥]?\s*(\d{1,7})(?:[.。](\d{0,2}))?\s*$/.exec(text);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

// A quantity as typed, in thousandths; null for what is none.
export function thousandths(text) {
  const found = /^\s*(\d{1,5})?(?:[.。](\d{0,3}))?\s*$/.exec(text);
  if (!found || (found[1] === undefined && !found[2])) return null;
  return Number(found[1] ?? 0) * 1000 + Number((found[2] ?? "").padEnd(3, "0"));
}

export const yuan = (minor) => `¥${(minor / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
export const plain = (minor) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
export const much = (quantity) => String(quantity / 1000);

export class Line {
  // `asks` is what the shop asks for one of it with all choices; `price` what the seller asks.
  constructor({ sku = null, name, price, quantity = 1000, options = [] }) {
    Object.assign(this, { sku, name, price, asks: price, quantity, options, off: 0 });
  }

  // Rounded half up, once.
  get gross() {
    return Math.floor((this.price * this.quantity + 500) / 1000);
  }

  get sum() {
    return this.gross - this.off;
  }
}

export class Ticket {
  constructor() {
    this.lines = [];
    this.quoted(null);
  }

  // What promotions take off, as the server quoted it; null where it was not asked or did not answer.
  quoted(told) {
    const minor = (money) => fen(money.amount);
    this.deal = told ? minor(told.deal) : null;
    this.deals = told ? told.deals.map((one) => ({ name: one.name, off: minor(one.off) })) : [];
    this.byCode = told ? minor(told.by_code) - this.deal : 0;
  }

  add(goods) {
    const chosen = (of) => (of.options ?? []).join();
    const same = goods.sku && this.lines.find((line) => line.sku === goods.sku && !line.off && line.price === line.asks && chosen(line) === chosen(goods));
    if (same) same.quantity += 1000;
    else this.lines.push(new Line(goods));
  }

  get total() {
    return this.lines.reduce((sum, line) => sum + line.sum, 0) - (this.deal ?? 0);
  }

  body() {
    const money = (minor) => ({ amount: plain(minor), currency: "CNY" });
    return this.lines.map((line) => ({
      ...(line.sku ? { sku: line.sku } : {}),
      quantity: (line.quantity / 1000).toFixed(3),
      price: money(line.price),
      discount: money(line.off),
      ...(line.options.length ? { options: line.options } : {}),
      ...(line.sku && line.price !== line.asks ? { list_price: money(line.asks) } : {}),
    }));
  }
}

// What people usually hand over: the sum itself, then rounded up to each note.
export function usualNotes(total) {
  if (total <= 0) return [];
  const rounded = [100, 500, 1000, 2000, 5000, 10000].map((note) => Math.ceil(total / note) * note);
  return [...new Set([total, ...rounded])].sort((a, b) => a - b).slice(0, 5);
}
