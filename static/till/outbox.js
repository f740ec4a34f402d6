// Sales that were rung up, and uses of vouchers that were taken, and are not yet in the books: kept on the device, sent once each, in any order, as often as it takes.
// Each has an id of its own, which is its Idempotency-Key, so sending twice is sending once.

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

export class Outbox {
  constructor(shop, changed) {
    this.key = `till-outbox-${shop}`;
    this.shop = `/api/v1/shops/${shop}/`;
    this.changed = changed;
    this.trouble = "";
  }

  all() {
    return JSON.parse(localStorage.getItem(this.key) ?? "[]");
  }

  #write(sales) {
    localStorage.setItem(this.key, JSON.stringify(sales));
    this.changed(sales.length, this.trouble);
  }

  add(sale) {
    this.#write([...this.all(), sale]);
  }

  remove(id) {
    this.#write(this.all().filter((sale) => sale.sale !== id));
  }

  // From here on the sale has happened, whatever the server will say of it.
  keep(id) {
    this.#write(this.all().map((sale) => (sale.sale === id ? { ...sale, offline: true } : sale)));
  }

  // What goes along for this once, such as a PIN, is in `more`: it is never kept.
  async post(sale, more = {}) {
    return this.#ask(sale.shown ? "redemptions" : "sales", { ...sale, ...more }, { "Idempotency-Key": sale.sale });
  }

  // An order that nobody stands at the counter for: nothing of it is kept on the device.
  async order(key, body) {
    return this.#ask("phone-orders", body, { "Idempotency-Key": key });
  }

  async quote(body, signal) {
    return this.#ask("sale-quotes", body, {}, signal);
  }

  async bringing(body, signal) {
    return this.#ask("phone-quotes", body, {}, signal);
  }

  async readCoupon(body) {
    return this.#ask("shown-coupons", body, {});
  }

  async takeOver(person, pin) {
    return this.#ask("seller", { person, pin }, {});
  }

  async #ask(what, body, more, signal = undefined) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken"), ...more };
    const answer = await fetch(this.shop + what, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin", signal });
    return { status: answer.status, told: await answer.json().catch(() => ({})) };
  }

  // One page at a time sends, and it sends only what has happened; what is being decided at a counter is left alone.
  async send(held) {
    await navigator.locks.request(this.key, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      for (const sale of this.all().filter((one) => one.offline)) {
        let answer;
        try {
          answer = await this.post(sale);
        } catch {
          this.trouble = "";
          return;
        }
        if (answer.status === 201 || answer.status === 202) {
          this.trouble = "";
          this.remove(sale.sale);
          if (answer.status === 202) held(answer.told);
        } else {
          this.trouble = answer.status === 401 || answer.status === 403 ? "signin" : "";
          if (this.trouble) break;
        }
      }
    });
    this.changed(this.all().length, this.trouble);
  }
}

// RFC 9562 version 7: 48 bits of milliseconds, then chance.
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// The number that people read out, worked out as the server does: `orders/rules.py`.
export async function numberOf(id) {
  const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  const bytes = Uint8Array.from(id.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest.slice(0, 6)].map((byte) => letters[byte % letters.length]).join("");
}
