// Keeps the app usable without a network. The build writes the names of this build's files
// below; any change makes a new worker, which replaces the kept files as a whole.
const { app, base, build, files } = "SETTINGS";

const kept = `mimamori-${app}-${build}`;
// A phone that has bars but no throughput would otherwise wait for minutes.
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (files.includes(url.pathname)) event.respondWith(fromKept(request, url.pathname));
  else if (request.mode === "navigate" && isPage(url.pathname)) event.respondWith(page(request));
});

// At the root live others too (the console, the API, sign-in): only the root itself is ours.
function isPage(path) {
  return base === "/" ? path === "/" : path.startsWith(base);
}

async function keep() {
  const page = await fetch(base, { cache: "reload" });
  // During a deployment the page may already, or still, be another build's: try again later.
  if (!page.ok || !(await page.clone().text()).includes(build)) throw new Error("not this build");
  const cache = await caches.open(kept);
  await cache.addAll(files);
  await cache.put(base, page);
}

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(`mimamori-${app}-`) && name !== kept);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function fromKept(request, path) {
  const cache = await caches.open(kept);
  return (await cache.match(path)) ?? fetch(request);
}

// The network first, so that a new build is seen at once; the kept page if it fails or dawdles.
async function page(request) {
  const fetched = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([fetched, late]).catch(() => undefined);
  if (answer && answer.status < 500) return answer;
  const cache = await caches.open(kept);
  return (await cache.match(base)) ?? fetched;
}
