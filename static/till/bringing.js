// What bringing an order costs: asked of the server as the order and the landmark stand now, and shown before it goes on a tab.
import { toldOf } from "./approving.js";
import { fen } from "./ticket.js";

const WAIT = 150;
const PATIENCE = 4_000;

export class Bringing {
  constructor(outbox, says, changed) {
    Object.assign(this, { outbox, says, changed, timer: 0, asked: "", told: null, trouble: "" });
  }

  // The fee in fen; null while nobody knows it, so that nothing is taken that was not shown.
  get fee() {
    return this.told ? fen(this.told.fee.amount) : null;
  }

  get surcharge() {
    return this.told ? fen(this.told.surcharge.amount) : 0;
  }

  // Asks again if the goods or the place are others; nothing is asked where nothing is brought.
  ask(ticket, near, brings) {
    const body = { lines: ticket.body().filter((line) => line.sku).map(({ discount, ...line }) => line), near };
    const now = brings && near && body.lines.length ? JSON.stringify(body) : "";
    if (now === this.asked) return;
    Object.assign(this, { asked: now, told: null, trouble: "" });
    clearTimeout(this.timer);
    if (now) this.timer = setTimeout(() => this.#quote(body, now), WAIT);
  }

  // What was shown does not hold any more: the next look asks anew.
  forget() {
    this.asked = "";
  }

  async #quote(body, now) {
    let told = null;
    let trouble = this.says.sayNetwork;
    try {
      const answer = await this.outbox.bringing(body, AbortSignal.timeout(PATIENCE));
      if (answer.status === 200) told = answer.told;
      else trouble = toldOf(answer.told);
    } catch {
      told = null;
    }
    if (now !== this.asked) return;
    Object.assign(this, { told, trouble: told ? "" : trouble });
    this.changed();
  }
}
