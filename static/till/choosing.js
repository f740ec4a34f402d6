// What is asked with an article, before it comes into the sale: between so many and so many answers to each question.
import { yuan } from "./ticket.js";

export class Choosing {
  constructor(panel, says, zh) {
    Object.assign(this, { panel, says, zh });
    panel.querySelector("[data-choose-close]").addEventListener("click", () => panel.close());
    panel.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const trouble = this.#trouble();
      this.#tell(trouble);
      if (trouble) return;
      const picked = [...panel.querySelectorAll("input:checked")].map((field) => this.options.get(field.value));
      panel.close();
      this.done(picked);
    });
  }

  // Calls `done` with the options that were picked, each with its words and what it costs more or less.
  ask(row, done) {
    this.row = row;
    this.done = done;
    this.options = new Map(row.choices.flatMap((group) => group.options.map((option) => [option.id, option])));
    this.panel.querySelector("[data-choose-name]").textContent = this.#words(row);
    this.panel.querySelector("[data-choose-body]").replaceChildren(...row.choices.map((group, number) => this.#question(group, number)));
    this.#tell("");
    this.panel.showModal();
  }

  #words(thing) {
    return this.zh ? thing.zh : thing.en;
  }

  #question(group, number) {
    const box = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = this.#words(group);
    box.append(legend);
    for (const option of group.options) {
      const label = document.createElement("label");
      const field = document.createElement("input");
      const words = document.createElement("span");
      label.className = "till-pick";
      field.type = group.most === 1 && group.least === 1 ? "radio" : "checkbox";
      field.name = `choice-${number}`;
      field.value = option.id;
      words.textContent = this.#words(option) + (option.delta ? ` ${option.delta > 0 ? "+" : "−"}${yuan(Math.abs(option.delta))}` : "");
      label.append(field, words);
      box.append(label);
    }
    return box;
  }

  #trouble() {
    const boxes = [...this.panel.querySelectorAll("fieldset")];
    for (const [number, group] of this.row.choices.entries()) {
      const picked = boxes[number].querySelectorAll("input:checked").length;
      if (picked < group.least) return this.says.sayPickMore.replace("{}", this.#words(group)).replace("{n}", group.least);
      if (picked > group.most) return this.says.sayPickLess.replace("{}", this.#words(group)).replace("{n}", group.most);
    }
    return "";
  }

  #tell(text) {
    const problem = this.panel.querySelector("[data-choose-problem]");
    problem.hidden = !text;
    problem.textContent = text;
  }
}
