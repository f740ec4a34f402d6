// What can be sold: found by name or barcode, tapped, or typed as an amount without a name.
import { Choosing } from "./choosing.js";
import { isCoupon } from "./coupon.js";
import { fen, yuan } from "./ticket.js";
import { isVoucher } from "./voucher.js";

const MOST = 24;

export class Goods {
  // `rows()` is the price list, `reads(code)` takes a coupon or a voucher that was scanned here, `put(goods)` lays something into the sale.
  constructor(till, { says, zh, rows, reads }, put) {
    Object.assign(this, { till, says, zh, rows, put });
    this.choosing = new Choosing(this.at("choose-panel"), says, zh);
    this.at("find").addEventListener("input", () => this.show());
    this.at("find").addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const typed = this.at("find").value.trim();
      if (isCoupon(typed) || isVoucher(typed)) {
        this.begin();
        return void reads(typed);
      }
      this.#scanned(typed.toLowerCase());
    });
    this.at("open-add").addEventListener("click", () => this.#open());
    this.at("open-amount").addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#open();
    });
  }

  at(name) {
    return this.till.querySelector(`[data-${name}]`);
  }

  name(row) {
    return this.zh ? row.zh : row.en;
  }

  begin() {
    this.at("find").value = "";
    this.show();
  }

  show() {
    const rows = this.#found().map((row) => {
      const item = this.at("choice").content.cloneNode(true);
      item.querySelector("[data-name]").textContent = this.name(row);
      item.querySelector("[data-size]").textContent = row.size;
      item.querySelector("[data-price]").textContent = yuan(row.price);
      item.querySelector("button").addEventListener("click", () => this.#take(row));
      return item;
    });
    this.at("choices").replaceChildren(...rows);
    if (!rows.length) {
      const none = this.at("choices").appendChild(document.createElement("li"));
      none.className = "quiet";
      none.textContent = this.rows().length ? this.says.sayNothing : this.says.sayPriceOff;
    }
  }

  #found() {
    const words = this.at("find").value.trim().toLowerCase();
    const fits = (row) => row.code.toLowerCase().startsWith(words) || row.zh.toLowerCase().includes(words) || row.en.toLowerCase().includes(words);
    return (words ? this.rows().filter(fits) : this.rows()).slice(0, MOST);
  }

  #scanned(words) {
    const row = this.rows().find((one) => one.code.toLowerCase() === words) ?? this.#found()[0];
    if (!words || !row) return;
    this.#take(row);
    this.begin();
  }

  #take(row) {
    if (row.choices?.length) this.choosing.ask(row, (picked) => this.#put(row, picked));
    else this.#put(row, []);
  }

  #put(row, picked) {
    const name = picked.length ? `${this.name(row)} (${picked.map((one) => this.name(one)).join(", ")})` : this.name(row);
    const price = row.price + picked.reduce((sum, one) => sum + one.delta, 0);
    this.put({ sku: row.id, name, price, options: picked.map((one) => one.id) });
  }

  #open() {
    const price = fen(this.at("open-amount").value);
    if (!price) return;
    this.at("open-amount").value = "";
    this.put({ name: this.says.sayOpen, price });
  }
}
