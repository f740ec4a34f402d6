// An order for somebody who is not here: by hand or by phone, on her tab and onto the board.
import { toldOf } from "./approving.js";
import { uuid7 } from "./outbox.js";

export class Ordering {
  constructor(outbox, says) {
    Object.assign(this, { outbox, says, keys: {} });
  }

  // Answers the order's number, or what is wrong.
  async take(ticket, customer, channel, bringing) {
    if (ticket.lines.some((line) => line.off || !line.sku || line.price !== line.asks)) return { trouble: this.says.sayShelfPrices };
    const order = { customer, channel, lines: ticket.body().map(({ discount, ...line }) => line) };
    const field = (id) => document.getElementById(id)?.value ?? "";
    if (channel === "delivery") Object.assign(order, { deliver_to: field("deliver-to"), near: field("near"), fee: bringing.told?.fee });
    // The same order again, where no answer came, is the same order.
    const body = JSON.stringify(order);
    this.keys[body] ??= uuid7();
    let answer;
    try {
      answer = await this.outbox.order(this.keys[body], order);
    } catch {
      return { trouble: this.says.sayNetwork };
    }
    if (answer.told.code === "delivery_fee_changed") bringing.forget();
    if (answer.status !== 201) return { trouble: toldOf(answer.told) };
    delete this.keys[body];
    return { number: answer.told.number };
  }
}
