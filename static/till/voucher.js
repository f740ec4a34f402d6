// A voucher that the customer shows: its code is scanned, the seller says that a use is taken. Without a network the code is judged here, by
// the bank's verifying key and as `vouchers/rules.py` writes it; the use waits in the outbox, and the server judges it again as of now.
import { toldOf } from "./approving.js";
import { uuid7 } from "./outbox.js";

const DAY = 86_400_000;
const SIGNED = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export const isVoucher = (text) => /^TCV\./.test(text);

const bytesOf = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// What a code says of itself; nothing where it is none.
function told(code) {
  const [, subject, moment, signature] = code.split(".");
  try {
    const [bytes, signed] = [bytesOf(subject), bytesOf(signature)];
    if (bytes.length !== 34 || !/^\d{1,12}$/.test(moment)) return null;
    const left = bytes[32] * 256 + bytes[33];
    return { voucher: hexOf(bytes.slice(0, 16)), product: hexOf(bytes.slice(16, 32)), left, moment: Number(moment), mark: `${subject}.${moment}`, signed };
  } catch {
    return null;
  }
}

export class Voucher {
  // `kept()` is the till's list: what it knows of vouchers, how far the bank's clock is ahead, who sells. `done(text)` says what was taken.
  constructor(till, outbox, says, kept, done) {
    Object.assign(this, { outbox, says, kept, done, panel: till.querySelector("[data-voucher-panel]") });
    this.key = outbox.key.replace("outbox", "taken");
    this.panel.querySelector("[data-voucher-close]").addEventListener("click", () => this.panel.close());
    this.panel.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      if (this.busy) return;
      this.busy = true;
      const trouble = await this.#take();
      this.busy = false;
      this.#tell(trouble);
      if (!trouble) this.panel.close();
    });
  }

  read(code) {
    this.code = code;
    this.told = told(code);
    const of = this.kept().vouchers?.products[this.told?.product];
    this.named = of?.name ?? this.says.sayVoucher;
    this.panel.querySelector("[data-voucher-name]").textContent = this.named;
    this.panel.querySelector("[data-voucher-of]").textContent = of ? (document.documentElement.lang.toLowerCase().startsWith("zh") ? of.zh : of.en) : "";
    this.#tell("");
    this.panel.showModal();
  }

  #now() {
    return Date.now() + (this.kept().ahead ?? 0);
  }

  // Answers what is wrong, or nothing.
  async #take() {
    const { seller } = this.kept();
    const use = { sale: uuid7(), shown: this.code, ...(seller ? { seller } : {}), taken_at: new Date(this.#now()).toISOString(), offline: false };
    let answer = null;
    try {
      answer = await this.outbox.post(use);
    } catch {
      answer = null;
    }
    if (answer && answer.status >= 400 && answer.status < 500) return toldOf(answer.told);
    const booked = answer?.status === 201;
    if (!booked) {
      const trouble = await this.#judged();
      if (trouble) return trouble;
      this.outbox.add({ ...use, offline: true });
    }
    if (this.told) this.#remember(this.told.mark);
    const text = this.says.sayVoucherTaken.replace("{}", this.named);
    this.done(booked ? `${text} · ${answer.told.number}/${answer.told.uses}` : `${text} · ${this.says.sayQueued}`);
    return "";
  }

  // By what is on this device alone: signed by the bank, of this merchant, fresh, and not taken here before.
  async #judged() {
    const { vouchers } = this.kept();
    if (!vouchers) return this.says.sayNetwork;
    if (!this.told || !(await this.#isSigned(vouchers.key))) return this.says.sayVoucherStale;
    if (!vouchers.products[this.told.product]) return this.says.sayVoucherNone;
    const age = this.#now() / 1000 - this.told.moment;
    if (age > vouchers.lives || age < -vouchers.early) return this.says.sayVoucherStale;
    if (this.#taken().some((one) => one.mark === this.told.mark)) return this.says.sayVoucherAgain;
    const waiting = this.outbox.all().filter((one) => one.shown && told(one.shown)?.voucher === this.told.voucher).length;
    return waiting < this.told.left ? "" : this.says.sayVoucherOver;
  }

  async #isSigned(key) {
    const verifying = await crypto.subtle.importKey("jwk", key, SIGNED, false, ["verify"]);
    const said = new TextEncoder().encode(this.code.slice(0, this.code.lastIndexOf(".")));
    return crypto.subtle.verify(SIGNED, verifying, this.told.signed, said);
  }

  #taken() {
    return JSON.parse(localStorage.getItem(this.key) ?? "[]").filter((one) => Date.now() - one.at < DAY);
  }

  #remember(mark) {
    localStorage.setItem(this.key, JSON.stringify([...this.#taken(), { mark, at: Date.now() }]));
  }

  #tell(text) {
    const problem = this.panel.querySelector("[data-voucher-problem]");
    problem.hidden = !text;
    problem.textContent = text;
  }
}
