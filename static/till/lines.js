// One line of the sale: more and less of it, something off, another price, out of it.
import { fen, much, plain, thousandths, yuan } from "./ticket.js";

const share = (amount, points) => Math.floor((amount * points) / 10_000 + 0.5);

// A line as it stands in the list; what is typed into it changes it, and the sale is drawn anew.
export function drawn(line, template, says, { draw, problem, may, drop: leave }) {
  const item = template.content.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  const [less, more, amount, off, ask, drop] = ["less", "more", "much", "off", "ask", "drop"].map(part);
  part("name").textContent = line.name;
  part("each").textContent = yuan(line.price) + (line.off ? ` −${yuan(line.off)}` : "");
  part("sum").textContent = yuan(line.sum);
  amount.value = much(line.quantity);
  off.value = line.off ? plain(line.off) : "";
  ask.value = line.price === line.asks ? "" : plain(line.price);
  ask.hidden = !line.sku;
  for (const [field, words] of [[less, says.sayLess], [more, says.sayMore], [amount, says.sayHowMuch], [off, says.sayOff], [ask, says.sayAsk], [drop, says.sayRemove]]) {
    field.setAttribute("aria-label", words.replace("{}", line.name));
  }
  const set = (quantity) => {
    if (quantity > 0 && quantity < 100_000_000) line.quantity = quantity;
    else if (quantity === 0) leave();
    line.off = Math.min(line.off, line.gross);
    draw();
  };
  less.addEventListener("click", () => set(Math.max(line.quantity - 1000, 0)));
  more.addEventListener("click", () => set(line.quantity + 1000));
  amount.addEventListener("change", () => set(thousandths(amount.value) ?? line.quantity));
  drop.addEventListener("click", () => set(0));
  off.addEventListener("change", () => {
    const taken = fen(off.value || "0") ?? 0;
    line.off = Math.min(taken, line.gross);
    draw();
    problem(line.off > share(line.gross, may("discount")) ? says.sayTooMuch : "");
  });
  ask.addEventListener("change", () => {
    line.price = fen(ask.value || "") || line.asks;
    line.off = Math.min(line.off, line.gross);
    draw();
    problem(Math.abs(line.price - line.asks) > share(line.asks, may("override")) ? says.sayTooMuch : "");
  });
  return item;
}
