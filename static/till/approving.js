// Somebody types her PIN: to sell from now on, or to let one sale through. It goes to the server and stays nowhere else.

export class Pins {
  constructor(panel, zh) {
    Object.assign(this, { panel, zh });
    this.form = panel.querySelector("form");
    this.who = panel.querySelector("[data-pin-who]");
    this.pin = panel.querySelector("[data-pin]");
    panel.querySelector("[data-pin-close]").addEventListener("click", () => panel.close());
    panel.addEventListener("close", () => {
      this.pin.value = "";
    });
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (this.busy) return;
      this.busy = true;
      const trouble = await this.done(this.who.value, this.pin.value);
      this.busy = false;
      this.pin.value = "";
      if (trouble) this.#tell(trouble);
      else panel.close();
    });
  }

  // `done(person, pin)` answers what is wrong, or nothing.
  ask(title, people, done) {
    this.done = done;
    this.panel.querySelector("[data-pin-title]").textContent = title;
    this.who.replaceChildren(...people.filter((one) => one.pin).map((one) => new Option(this.zh ? one.zh : one.en, one.id)));
    const none = this.who.options.length === 0;
    this.form.hidden = none;
    this.panel.querySelector("[data-pin-none]").hidden = !none;
    this.#tell("");
    this.panel.showModal();
  }

  #tell(text) {
    const problem = this.panel.querySelector("[data-pin-problem]");
    problem.hidden = !text;
    problem.textContent = text;
  }
}

export const toldOf = (told) => [told.detail ?? told.title, told.next_step].filter(Boolean).join(" ");
