// Keeps the shell of "Visits today" and its static files, and nothing else. Data is read and kept by the page itself.
"use strict";
const NAME = "yanzhen-today-{{ version|escapejs }}";
const IMMUTABLE = {{ is_immutable|yesno:"true,false" }};
const SHELL = "{% url 'field:today' %}";
const OFFLINE = "{% url 'field:without_network' %}";
const EXTRA = [{% for file in extra %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const SIGN_OUT = "{% url 'logout' %}";
const SIGN_IN = "{% url 'login' %}";
const WAIT = 6000;

// The static files that a page of ours names.
const named = (html) => [...html.matchAll(/(?:href|src)="(\/static\/[^"#?]+)/g)].map((found) => found[1]);

// Put the shell away with every file it names, and drop what no page names any more.
async function keep(shell) {
  const cache = await caches.open(NAME);
  const offline = await fetch(OFFLINE, { credentials: "same-origin" });
  if (offline.ok && !offline.redirected) await cache.put(OFFLINE, offline.clone());
  const html = (await shell.clone().text()) + (offline.ok ? await offline.text() : "");
  const wanted = new Set([...named(html), ...EXTRA]);
  const held = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await Promise.allSettled([...wanted].filter((file) => !held.has(file) || !IMMUTABLE).map((file) => cache.add(file)));
  await cache.put(SHELL, shell);
  await Promise.all([...held].filter((file) => file.startsWith("/static/") && !wanted.has(file)).map((file) => cache.delete(file)));
}
const isShell = (answer) => answer.ok && !answer.redirected && Boolean(answer.headers.get("X-Yanzhen-Shell"));

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shell = await fetch(SHELL, { credentials: "same-origin" });
    if (isShell(shell)) await keep(shell);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const older = (await caches.keys()).filter((name) => name.startsWith("yanzhen-today-") && name !== NAME);
    await Promise.all(older.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

// Whoever signs out takes what was known of customers along; what was typed and not sent yet stays, for them alone.
async function forget() {
  const cache = await caches.open(NAME);
  await cache.delete(SHELL);
  const found = indexedDB.databases ? await indexedDB.databases() : [];
  await Promise.all(found.filter((one) => one.name.startsWith("yanzhen-today-")).map(emptied));
}
const emptied = (one) => new Promise((resolve) => {
  const request = indexedDB.open(one.name);
  request.onerror = () => resolve();
  request.onsuccess = () => {
    const books = request.result;
    if (!books.objectStoreNames.contains("facts")) { books.close(); resolve(); return; }
    const work = books.transaction("facts", "readwrite");
    work.objectStore("facts").clear();
    work.oncomplete = work.onerror = work.onabort = () => { books.close(); resolve(); };
  };
});

async function shell(event) {
  const network = fetch(event.request).then((answer) => {
    if (isShell(answer)) event.waitUntil(keep(answer.clone()).catch(() => {}));
    return answer;
  });
  const cached = await (await caches.open(NAME)).match(SHELL);
  if (!cached) return network.catch(without);
  const late = new Promise((resolve) => setTimeout(() => resolve(cached), WAIT));
  return Promise.race([network, late]).catch(() => cached);
}
async function without() {
  const cached = await (await caches.open(NAME)).match(OFFLINE);
  return cached || Response.error();
}
async function file(request) {
  const cached = await (await caches.open(NAME)).match(request);
  if (cached && IMMUTABLE) return cached;
  return cached ? fetch(request).catch(() => cached) : fetch(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === SIGN_OUT || url.pathname.startsWith(SIGN_IN)) event.waitUntil(forget());
    if (event.request.method !== "GET") return;
    event.respondWith(url.pathname === SHELL ? shell(event) : fetch(event.request).catch(without));
  } else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(file(event.request));
  }
});
