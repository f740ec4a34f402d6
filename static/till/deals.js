// What the shop's promotions take off the sale in the making: the server works it out, by what quotes a basket.
// Without a network nothing is known, and nothing is taken off.
const WAIT = 150;
const PATIENCE = 2_000;

export class Deals {
  constructor(outbox, changed) {
    Object.assign(this, { outbox, changed, timer: 0, asked: "", pending: false });
  }

  // Whether the answer for what stands in the sale now is still to come.
  get waits() {
    return this.pending;
  }

  // Asks again if the sale, the way to pay, the customer or her coupon is another one. `any` says whether the shop has promotions at all.
  ask(ticket, tender, customer, coupon, any) {
    const lines = ticket.body();
    const body = { lines, tender, ...(customer ? { customer } : {}), ...coupon };
    const now = lines.length && (any || coupon.coupon) && navigator.onLine ? JSON.stringify(body) : "";
    if (now === this.asked) return;
    this.asked = now;
    ticket.quoted(null);
    clearTimeout(this.timer);
    this.pending = Boolean(now);
    if (now) this.timer = setTimeout(() => this.#quote(ticket, body, now), WAIT);
  }

  // What was quoted is over: the next look at the sale asks anew.
  forget() {
    this.asked = "";
  }

  async #quote(ticket, body, now) {
    let told = null;
    try {
      const answer = await this.outbox.quote(body, AbortSignal.timeout(PATIENCE));
      if (answer.status === 200) told = answer.told;
    } catch {
      told = null;
    }
    if (now !== this.asked) return;
    this.pending = false;
    ticket.quoted(told);
    this.changed();
  }
}

// The rows under the lines: each promotion with what it takes off.
export function dealRows(ticket, template, yuan) {
  return ticket.deals.map((one) => {
    const row = template.content.cloneNode(true);
    row.querySelector("[data-name]").textContent = one.name;
    row.querySelector("[data-deal-off]").textContent = `−${yuan(one.off)}`;
    return row;
  });
}
