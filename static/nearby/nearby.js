// The map of what the list shows. The list is complete without it; Leaflet comes only when the map is seen.

document.documentElement.classList.add("js");
const frame = document.getElementById("nearby");
const box = document.getElementById("map");
let map = null;
let pins = null;

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
// light-dark() is resolved by painting with it once.
function paint(name) {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.color = `var(${name})`;
  const painted = getComputedStyle(probe).color;
  probe.remove();
  return painted || colour(name);
}

const load = (make) => new Promise((resolve, reject) => {
  const part = document.head.appendChild(make());
  part.addEventListener("load", resolve);
  part.addEventListener("error", reject);
});
const sheet = () => Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.style });
const script = () => Object.assign(document.createElement("script"), { src: box.dataset.script });
const collection = async (url) => {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
};

const ROADS = { main_road: 6, avenue: 4, bridge: 6, lane: 2 };

function style(feature) {
  const kind = feature.properties.kind;
  if (kind in ROADS) return { color: paint("--line"), weight: ROADS[kind], fill: false };
  if (kind === "river") return { color: "#7fb4d6", weight: 1, fillColor: "#a8d0e8", fillOpacity: 0.9 };
  if (kind === "park") return { color: "#8cbf87", weight: 1, fillColor: "#b9dcb0", fillOpacity: 0.8 };
  if (kind === "block") return { color: paint("--line"), weight: 1, fillColor: paint("--card"), fillOpacity: 0.9 };
  if (feature.geometry.type === "Point") return {};
  return { color: paint("--line-strong"), weight: 1, opacity: 0.5, dashArray: "4 4", fillOpacity: 0.03 };
}

function words(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder;
}

function named(feature, layer) {
  const language = document.documentElement.lang.startsWith("zh") ? "name_zh" : "name_en";
  const name = feature.properties.name ?? feature.properties[language];
  if (name && feature.geometry.type.includes("Polygon") && feature.properties.kind === "neighbourhood") {
    layer.bindTooltip(words(name), { permanent: true, direction: "center", className: "map-name" });
  } else if (name) layer.bindTooltip(words(name));
}

// Estates and landmarks are their names, shown from near enough; a mark without a word would only be a riddle.
const CLOSE = 16;
const place = (feature, at) => L.marker(at, { icon: L.divIcon({ className: "map-place", iconSize: null }), interactive: false, keyboard: false });
function labelled(feature, layer) {
  if (feature.geometry.type !== "Point") return named(feature, layer);
  layer.options.icon.options.html = words(feature.properties[document.documentElement.lang.startsWith("zh") ? "name_zh" : "name_en"] ?? feature.properties.name ?? "");
}
const near = () => box.toggleAttribute("data-close", map.getZoom() >= CLOSE);

async function draw() {
  await Promise.all([load(sheet), load(script)]);
  const here = [Number(box.dataset.lat), Number(box.dataset.lng)];
  map = L.map(box, { preferCanvas: true, attributionControl: false }).setView(here, 15);
  if (box.dataset.tiles) tiles();
  else await drawing();
  map.on("zoomend", near);
  near();
  L.circleMarker(here, { radius: 9, color: "#fff", weight: 3, fillColor: "#df6a3b", fillOpacity: 1 }).bindTooltip(words(box.dataset.here)).addTo(map);
  pins = L.featureGroup().addTo(map);
  pin(true);
}

async function drawing() {
  const drawn = box.dataset.drawn ? await collection(box.dataset.drawn) : { features: [] };
  const base = drawn.features.length ? drawn : await collection(box.dataset.town);
  L.geoJSON(base, { style, onEachFeature: labelled, pointToLayer: place }).addTo(map);
}

// A map service that fails is left; our own drawing is always there.
const MOST_FAILURES = 3;
function tiles() {
  let failures = 0;
  const layer = L.tileLayer(box.dataset.tiles, { maxZoom: 18 }).addTo(map);
  layer.on("tileerror", () => {
    failures += 1;
    if (failures === MOST_FAILURES) {
      layer.remove();
      drawing();
    }
  });
}

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
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    draw().catch(() => box.closest(".nearby-map").remove());
  });
  seen.observe(box);
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
