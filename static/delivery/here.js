// Where the phone is when goods are handed over, if its owner lets it say so (HTTPS or this machine). It is asked then and not before, and
// nobody waits long for an answer that does not come.
const WAITS_MS = 4_000, PROMPT_MS = 12_000;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-here]");
  if (!form || form.dataset.here || !("geolocation" in navigator) || !window.isSecureContext) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.dataset.here = "asked";
  let gone = false;
  const go = () => {
    if (gone) return;
    gone = true;
    form.requestSubmit();
  };
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(6);
    form.elements.lng.value = coords.longitude.toFixed(6);
    go();
  }, go, { maximumAge: 30_000, timeout: WAITS_MS });
  // A question that nobody answers has no end of its own.
  setTimeout(go, PROMPT_MS);
}, true);
