// Says aloud what was received, where somebody has asked for it. The same words always stand on the page.
const KEY = "till-voice";
const zh = () => document.documentElement.lang.toLowerCase().startsWith("zh");

export const isOn = () => localStorage.getItem(KEY) === "1";

// The click that ticks the box is what unlocks the voice; an empty word spoken in it keeps it unlocked.
export function setOn(on) {
  localStorage.setItem(KEY, on ? "1" : "0");
  if (on) say("");
}

export function say(text) {
  if (!("speechSynthesis" in window) || !isOn()) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = zh() ? "zh-CN" : "en-GB";
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(words);
}

// A code that was paid while it was shown: the fragment that says so is swapped in by htmx.
let said = null;
document.body.addEventListener("htmx:afterSwap", (event) => {
  const paid = event.target.querySelector?.("[data-received-zh]");
  const text = paid && (zh() ? paid.dataset.receivedZh : paid.dataset.receivedEn);
  const shown = event.target.closest?.("#code, [data-code-body]");
  if (!paid || !shown || said === shown.dataset.sale + text) return;
  said = shown.dataset.sale + text;
  say(text);
  document.body.dispatchEvent(new CustomEvent("till:received", { detail: { text } }));
});
