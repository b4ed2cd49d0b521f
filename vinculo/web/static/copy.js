// The copy of one turno on one phone, for when there is no network: a worker whose scope is that page alone. It is
// installed by a tap (turno.js) and saves the page then; later each look at the page brings the copy up to date. It goes
// when the server no longer says until when a copy is of use (attended, cancelled, gone), and when that moment is over.
"use strict";

const NAME = `copia-${location.search.slice(1).split("-")[0]}`; // by the reference: never the private address
const PAGE = registration.scope, KEY = "/copia", UNTIL = "X-Copy-Until", PATIENCE = 8000; // milliseconds
const SAVED = ["Content-Type", "Content-Language", "Content-Security-Policy", "Referrer-Policy", UNTIL];
const ANYHOW = { cacheName: NAME, ignoreVary: true };

const forget = async () => {
  await caches.delete(NAME);
  await registration.unregister();
};

// Save the page with its styles and scripts, and drop those of a former version. The page comes first where the files are
// there already: if the network goes right after a look, the copy is of that look.
const keep = async (answer) => {
  const html = await answer.text(), cache = await caches.open(NAME);
  const files = [...new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((each) => each[1]))];
  const headers = SAVED.filter((name) => answer.headers.has(name)).map((name) => [name, answer.headers.get(name)]);
  const used = [KEY, ...files].map((each) => new URL(each, PAGE).href), kept = await cache.keys();
  const isKept = (file) => kept.some((each) => each.url === new URL(file, PAGE).href);
  await cache.addAll(files.filter((each) => !isKept(each)));
  await cache.put(KEY, new Response(html, { headers }));
  await Promise.all(kept.filter((each) => !used.includes(each.url)).map((each) => cache.delete(each)));
  await cache.addAll(files.filter(isKept)); // another content under the same name: only in development
};

const isOver = (answer) => Number(answer.headers.get(UNTIL)) * 1000 < Date.now();

// Return the copy, which says so itself, or nothing where its time is over.
const copy = async () => {
  const kept = await caches.match(KEY, ANYHOW);
  if (!kept || isOver(kept)) {
    await forget();
    return null;
  }
  const html = (await kept.text()).replace("<html", "<html data-saved-copy").replaceAll("data-when-copy hidden", "data-when-copy");
  return new Response(html, { headers: kept.headers });
};

const late = () => new Promise((_, fail) => setTimeout(fail, PATIENCE));

const show = async (event) => {
  const asked = fetch(event.request);
  const kept = await caches.has(NAME);
  let answer;
  try {
    answer = await (kept ? Promise.race([asked, late()]) : asked);
  } catch {
    asked.catch(() => {}); // it may still fail, long after the copy was shown
    return (await copy()) || asked;
  }
  if (answer.status >= 500) return (await copy()) || answer;
  if (answer.ok && answer.headers.has(UNTIL) && !isOver(answer)) event.waitUntil(keep(answer.clone()));
  else if (answer.ok || [404, 410].includes(answer.status)) await forget();
  return answer;
};

// What has no copy leads back to the page that has one.
const leadBack = (request) => fetch(request).catch(() => Response.redirect(PAGE));
const fromCopy = async (request) => (await caches.match(request, ANYHOW)) || fetch(request);

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch(PAGE, { cache: "no-store" }).then((answer) => {
    if (!answer.ok || !answer.headers.has(UNTIL)) throw new Error("nothing to keep");
    return keep(answer);
  }));
});

addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(address.href.split(/[?#]/)[0] === PAGE ? show(event) : leadBack(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(fromCopy(request));
});
