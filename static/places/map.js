// The town's map in a box: Leaflet, brought only when the map is seen, over streets that somebody drew or the outlines that are known.

const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
// light-dark() is resolved by painting with it once.
export function paint(name) {
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
const sheet = (href) => Object.assign(document.createElement("link"), { rel: "stylesheet", href });
const script = (box) => Object.assign(document.createElement("script"), { src: box.dataset.script });
const collection = async (url) => {
  const answer = await fetch(url);
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
};

const ROADS = { main_road: 6, avenue: 4, bridge: 6, lane: 2 };

function style(feature) {
  const kind = feature.properties.kind;
  if (kind in ROADS) return { color: paint("--line"), weight: ROADS[kind], fill: false };
  if (kind === "river") return { color: paint("--water-edge"), weight: 1, fillColor: paint("--water"), fillOpacity: 0.9 };
  if (kind === "park") return { color: paint("--park-edge"), weight: 1, fillColor: paint("--park"), fillOpacity: 0.8 };
  if (kind === "block") return { color: paint("--line"), weight: 1, fillColor: paint("--card"), fillOpacity: 0.9 };
  if (feature.geometry.type === "Point") return {};
  return { color: paint("--line-strong"), weight: 1, opacity: 0.5, dashArray: "4 4", fillOpacity: 0.03 };
}

export function words(text) {
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
// From farther away the names of neighbourhoods would stand in each other.
const FAR = 14;
const place = (feature, at) => L.marker(at, { icon: L.divIcon({ className: "map-place", iconSize: null }), interactive: false, keyboard: false });
function labelled(feature, layer) {
  if (feature.geometry.type !== "Point") return named(feature, layer);
  layer.options.icon.options.html = words(feature.properties[document.documentElement.lang.startsWith("zh") ? "name_zh" : "name_en"] ?? feature.properties.name ?? "");
}

async function drawing(box, map) {
  const drawn = box.dataset.drawn ? await collection(box.dataset.drawn) : { features: [] };
  const base = drawn.features.length ? drawn : await collection(box.dataset.town);
  const ground = L.geoJSON(base, { style, onEachFeature: labelled, pointToLayer: place }).addTo(map);
  map.on("ink", () => ground.setStyle(style));
}

// A map service that fails is left; our own drawing is always there, and what stands below the map says so.
const MOST_FAILURES = 3;
function tiles(box, map) {
  let failures = 0;
  const layer = L.tileLayer(box.dataset.tiles, { maxZoom: 18 }).addTo(map);
  layer.on("tileerror", () => {
    failures += 1;
    if (failures !== MOST_FAILURES) return;
    layer.remove();
    // What was put on the tiles lies below a drawing that comes later.
    drawing(box, map).then(() => map.fire("ground"));
    const note = box.parentElement.querySelector("[data-map-note]");
    if (note) note.textContent = box.dataset.gone;
  });
}

// What the box says of itself: where it is, what to load, what to draw beneath.
export async function mapIn(box, zoom = 15) {
  // Leaflet's own first: what we say of its map stands after it.
  const sheets = [box.dataset.style, box.dataset.look].filter(Boolean);
  await Promise.all([...sheets.map((href) => load(() => sheet(href))), load(() => script(box))]);
  const here = [Number(box.dataset.lat), Number(box.dataset.lng)];
  const map = L.map(box, { preferCanvas: true, attributionControl: false }).setView(here, zoom);
  if (box.dataset.tiles) tiles(box, map);
  else await drawing(box, map);
  const near = () => {
    box.toggleAttribute("data-close", map.getZoom() >= CLOSE);
    box.toggleAttribute("data-far", map.getZoom() < FAR);
  };
  map.on("zoomend", near);
  near();
  const spot = L.circleMarker(here, { radius: 9, color: "#fff", weight: 3, fillColor: "#df6a3b", fillOpacity: 1 }).bindTooltip(words(box.dataset.here)).addTo(map);
  map.on("ground", () => spot.bringToFront());
  // A canvas keeps the ink that it was drawn with: whoever drew on it draws again when the device turns dark or light.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.fire("ink"));
  return map;
}

// Draws when the box comes into sight; without the parts that it needs the box goes away, and the page is complete without it.
export function whenSeen(box, drawn) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    mapIn(box).then(drawn).catch(() => box.parentElement.remove());
  });
  seen.observe(box);
}
