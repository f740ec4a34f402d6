// The map of what the list shows. The list is complete without it; Leaflet comes only when the map is seen.
import { paint, whenSeen, words } from "../places/map.js";

const frame = document.getElementById("nearby");
const box = document.getElementById("map");
let map = null;
let pins = null;

// A pin for each row of the list, and nothing that the list does not hold.
function pin(look = false) {
  if (!pins) return;
  pins.clearLayers();
  for (const row of document.querySelectorAll(".shop-row")) {
    const link = row.querySelector("a");
    const isOpen = row.dataset.open === "1";
    const mark = L.circleMarker([Number(row.dataset.lat), Number(row.dataset.lng)], {
      radius: 8, color: "#fff", weight: 2, fillColor: isOpen ? paint("--accent") : paint("--quiet"), fillOpacity: 1,
    });
    const card = document.createElement("a");
    card.href = link.href;
    card.textContent = row.querySelector(".shop-name").textContent;
    mark.bindTooltip(words(card.textContent)).bindPopup(card).addTo(pins);
  }
  if (look && pins.getLayers().length) map.fitBounds(pins.getBounds().pad(0.15), { maxZoom: 16, animate: false });
}

if (box) {
  whenSeen(box, (made) => {
    map = made;
    pins = L.featureGroup().addTo(map);
    map.on("ground", () => pins.bringToFront());
    map.on("ink", () => pin());
    pin(true);
  });
  document.body.addEventListener("htmx:afterSettle", () => pin(true));
  for (const button of document.querySelectorAll("[data-view][aria-pressed]")) {
    button.addEventListener("click", () => {
      frame.dataset.view = button.dataset.view;
      for (const other of document.querySelectorAll("[data-view][aria-pressed]")) other.setAttribute("aria-pressed", String(other === button));
      map?.invalidateSize();
    });
  }
}

// The device's position, only when asked for and only where browsers give it (HTTPS or this machine).
const position = document.getElementById("position");
if (position && "geolocation" in navigator && window.isSecureContext) {
  position.hidden = false;
  const button = position.querySelector("button");
  button.addEventListener("click", () => {
    button.toggleAttribute("data-busy", true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        position.elements.lat.value = coords.latitude.toFixed(3);
        position.elements.lng.value = coords.longitude.toFixed(3);
        position.submit();
      },
      () => {
        button.toggleAttribute("data-busy", false);
        document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: position.dataset.sayDenied, tone: "bad" } }));
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  });
}
