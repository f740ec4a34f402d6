// Rings while something on the board waits for an answer. A browser lets a page sound only after a touch: hence the button.

const EVERY = 10_000;
const line = document.getElementById("ring");
const title = document.title;
let sound = null;

const waiting = () => document.querySelectorAll("#board [data-ring]").length;

function tone(frequency, from, length) {
  const voice = sound.createOscillator();
  const volume = sound.createGain();
  voice.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(0.4, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
  voice.connect(volume).connect(sound.destination);
  voice.start(from);
  voice.stop(from + length);
}

function ring() {
  const count = waiting();
  document.title = count ? `(${count}) ${title}` : title;
  if (!count) return;
  if (sound?.state !== "running") return;
  navigator.vibrate?.([200, 100, 200]);
  tone(880, sound.currentTime, 0.25);
  tone(1175, sound.currentTime + 0.3, 0.35);
}

// A board that is to ring keeps its screen on; a browser lets go of that whenever the page is out of sight.
const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", () => { if (sound && document.visibilityState === "visible") stayAwake(); });

if (line && "AudioContext" in window) {
  line.hidden = false;
  line.querySelector("[data-ring-on]").addEventListener("click", async (event) => {
    sound ??= new AudioContext();
    await sound.resume();
    stayAwake();
    event.currentTarget.hidden = true;
    line.querySelector("[data-ring-said]").hidden = false;
    ring();
  });
}

// A new order rings at once, and again until somebody answers it.
let known = waiting();
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "board") return;
  const count = waiting();
  if (count !== known) ring();
  known = count;
});
setInterval(ring, EVERY);
ring();
