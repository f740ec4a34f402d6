// Where the phone is when goods are handed over, if its owner lets it say so (HTTPS or this machine). It is asked then and not before, each
// time anew, and nobody waits long for an answer that does not come.
const WAITS_MS = 4_000, PROMPT_MS = 12_000;

// At the window, so that it comes before whoever makes a form busy: a form that is on its way already is not sent again.
window.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-here]");
  if (!form || form.dataset.here === "told" || form.hasAttribute("data-sending") || !("geolocation" in navigator) || !window.isSecureContext) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.here === "asked") return;
  form.dataset.here = "asked";
  form.elements.lat.value = form.elements.lng.value = "";
  const button = event.submitter;
  button?.toggleAttribute("data-busy", true);
  let gone = false;
  const go = () => {
    if (gone) return;
    gone = true;
    button?.toggleAttribute("data-busy", false);
    form.dataset.here = "told";
    form.requestSubmit(button);
    form.dataset.here = "";
  };
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(6);
    form.elements.lng.value = coords.longitude.toFixed(6);
    go();
  }, go, { maximumAge: 0, timeout: WAITS_MS });
  // A question that nobody answers has no end of its own.
  setTimeout(go, PROMPT_MS);
}, true);
