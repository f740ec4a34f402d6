// The shop on the map of an order, beside where it goes; without a map the words below say all of it.
import { paint, whenSeen, words } from "../places/map.js";

const box = document.getElementById("order-map");

if (box) {
  whenSeen(box, (map) => {
    const marks = L.featureGroup().addTo(map);
    for (const row of document.querySelectorAll("[data-mark]")) {
      const isShop = row.dataset.mark === "shop";
      const mark = L.circleMarker([Number(row.dataset.lat), Number(row.dataset.lng)], {
        radius: isShop ? 8 : 9, color: "#fff", weight: 3, fillColor: isShop ? paint("--accent") : "#df6a3b", fillOpacity: 1,
      }).bindTooltip(words(row.querySelector("strong").textContent), { permanent: true, direction: "top", className: "map-name" }).addTo(marks);
      if (isShop) map.on("ink", () => mark.setStyle({ fillColor: paint("--accent") }));
    }
    map.fitBounds(marks.getBounds().pad(0.35), { maxZoom: 16, animate: false });
    map.on("ground", () => marks.bringToFront());
  });
}
