// A coupon that the customer shows, or the best one of hers that her pay code finds: read off her screen while it is fresh. The slip that the
// server gives for it goes along with the sale, so that the sum stands before she pays.
import { toldOf } from "./approving.js";

export const isCoupon = (text) => /^TC[QP]\./.test(text);

export class Coupon {
  // `sale()` is what is rung up so far and how it is to be paid.
  constructor(till, outbox, says, sale, changed) {
    Object.assign(this, { outbox, says, sale, changed, slip: "" });
    const at = (name) => till.querySelector(`[data-coupon${name}]`);
    Object.assign(this, { panel: at(""), code: at("-code"), shown: at("-shown"), name: at("-name"), problem: at("-problem") });
    this.code.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.read(this.code.value.trim());
    });
    at("-drop").addEventListener("click", () => {
      this.drop();
      this.changed();
    });
  }

  // What a quote and a sale say of it.
  get body() {
    return this.slip ? { coupon: this.slip } : {};
  }

  async read(code) {
    if (!code) return;
    let answer = null;
    try {
      answer = await this.outbox.readCoupon({ code, ...this.sale() });
    } catch {
      answer = null;
    }
    const trouble = answer === null ? this.says.sayNetwork : answer.status === 200 ? "" : toldOf(answer.told);
    if (trouble) this.panel.open = true;
    else this.#keep(answer.told);
    this.#tell(trouble);
    this.changed();
  }

  // The next sale begins without it.
  drop() {
    this.slip = "";
    this.shown.hidden = true;
    this.panel.hidden = false;
    this.panel.open = false;
    this.#tell("");
  }

  #keep(told) {
    this.slip = told.slip;
    this.name.textContent = `${told.name} · ${told.says}`;
    this.shown.hidden = false;
    this.panel.hidden = true;
  }

  #tell(text) {
    this.code.value = "";
    this.problem.hidden = !text;
    this.problem.textContent = text;
  }
}
