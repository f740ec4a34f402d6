// The shop's zones on the map. The forms are complete without it: the map shows what their fields say, and a tap writes a corner into them.
import { paint, whenSeen, words } from "../places/map.js";

const box = document.getElementById("zones-map");
const says = document.querySelector("[data-map-says]");
const usual = says?.textContent;
const forms = [...document.querySelectorAll("[data-zone]")];
let map = null;
let shapes = null;

const field = (form, name) => form.elements?.[name];
const isCircle = (form) => (form.elements ? form.elements.kind.value === "circle" : form.dataset.radius !== "");
const radius = (form) => Number(field(form, "radius")?.value ?? form.dataset.radius) || 0;
const text = (form) => field(form, "outline")?.value ?? form.dataset.outline;
const corners = (form) => text(form).split("\n").map((line) => line.split(/[,，\s]+/).filter(Boolean).map(Number))
  .filter((pair) => pair.length === 2 && pair.every(Number.isFinite));
const open = () => forms.find((form) => form.closest("details")?.open);

function draw() {
  if (!map) return;
  shapes.clearLayers();
  const now = open();
  for (const form of forms) {
    if (form.closest("details") && !form.closest("details").open && field(form, "number").value === "0") continue;
    const look = { color: paint("--accent"), weight: form === now ? 3 : 1.5, dashArray: form === now ? null : "6 5", fillOpacity: form === now ? 0.15 : 0.05, interactive: false };
    if (isCircle(form)) {
      if (radius(form) > 0) L.circle([Number(box.dataset.lat), Number(box.dataset.lng)], { ...look, radius: radius(form) }).addTo(shapes);
      continue;
    }
    const points = corners(form);
    if (points.length > 1) (points.length > 2 ? L.polygon : L.polyline)(points, look).addTo(shapes);
    if (form === now) points.forEach((point, at) => L.circleMarker(point, { radius: 6, color: "#fff", weight: 2, fillColor: paint("--accent"), fillOpacity: 1, interactive: false }).bindTooltip(words(String(at + 1))).addTo(shapes));
  }
  says.textContent = now && !isCircle(now) ? says.dataset.sayDraw : usual;
}

function look() {
  if (map && shapes.getLayers().length) map.fitBounds(shapes.getBounds().pad(0.1), { maxZoom: 16, animate: false });
}

function write(form, points) {
  field(form, "outline").value = points.map(([lat, lng]) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`).join("\n");
  draw();
}

for (const form of forms.filter((each) => each.elements)) {
  form.addEventListener("input", draw);
  form.querySelector("[data-undo]").addEventListener("click", () => write(form, corners(form).slice(0, -1)));
  form.querySelector("[data-clear]").addEventListener("click", () => write(form, []));
  form.closest("details").addEventListener("toggle", ({ target }) => {
    // One at a time, so that it is plain what a tap changes.
    if (target.open) for (const other of forms) if (other !== form && other.closest("details")) other.closest("details").open = false;
    draw();
    if (target.open) look();
  });
}

if (box) {
  whenSeen(box, (made) => {
    map = made;
    shapes = L.featureGroup().addTo(map);
    map.on("click", ({ latlng }) => {
      const form = open();
      if (form && !isCircle(form)) write(form, [...corners(form), [latlng.lat, latlng.lng]]);
    });
    map.on("ink", draw);
    for (const tools of document.querySelectorAll(".zone-draw")) tools.hidden = false;
    draw();
    look();
  });
}
