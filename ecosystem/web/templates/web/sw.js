{% load static i18n design %}{% frame_sheets as frame_links %}// Network first for pages; only the offline page and hashed static files are kept, nothing of anybody's.
const KEEP = "twin-static-3";
const OFFLINE = "{% url 'web:offline' %}";
const SHELL = [OFFLINE, {% for sheet in frame_links %}"{{ sheet }}", {% endfor %}"{% static 'design/icons.svg' %}"];
// The counter goes on without a network: its shell holds nothing of anybody's, prices and sales are in the page's own store.
{% url "till:shell" as shell %}{% url "till:till" as till %}const COUNTER = "{{ till }}";
const COUNTER_SHELL = "{{ shell }}";
if (COUNTER_SHELL) SHELL.push(COUNTER_SHELL, "{% static 'design/app.js' %}", "{% static 'design/forms.js' %}", "{% static 'design/later.js' %}", "{% static 'till/till.css' %}", "{% static 'till/till.js' %}", ...["approving", "bringing", "choosing", "coupon", "deals", "goods", "lines", "ordering", "outbox", "reading", "ticket", "voice", "voucher"].map((name) => `{% get_static_prefix %}till/${name}.js`));
const HASHED = new RegExp("^{% get_static_prefix %}.*\\.[0-9a-f]{12}\\.[a-z0-9]+$");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEEP).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(COUNTER && url.pathname === COUNTER ? COUNTER_SHELL : OFFLINE)));
  } else if (HASHED.test(url.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request).then((fresh) => {
      if (fresh.ok) {
        const copy = fresh.clone();
        event.waitUntil(caches.open(KEEP).then((cache) => cache.put(request, copy)));
      }
      return fresh;
    })));
  } else if (SHELL.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});

// Woken: one notification an event (`tag`), and a press on it opens the page where one sees more.
self.addEventListener("push", (event) => {
  const { body, tag, page } = event.data?.json() ?? {};
  if (body) event.waitUntil(self.registration.showNotification("{% translate "Twin Circles" %}", { body, tag, data: page, icon: "{% static 'design/mark-192.png' %}", badge: "{% static 'design/mark-192.png' %}" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const there = new URL(event.notification.data || "/", location.origin);
  if (there.origin === location.origin) event.waitUntil(self.clients.openWindow(there));
});
