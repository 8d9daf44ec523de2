// Starts the app and takes away the first screen, which stands in the page itself, as soon as
// the app has drawn its own. The build joins this with the app's glue and its wasm.
import init from "./app.js";
import wasm from "./app.wasm";

const firstScreen = document.getElementById("first-screen");

new MutationObserver((_, observer) => {
  observer.disconnect();
  firstScreen.remove();
}).observe(document.getElementById("main"), { childList: true });

try {
  await init({ module_or_path: wasm });
  // Only now, so that the worker's own downloads do not slow the first screen.
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register(`${BASE}sw.js`, { updateViaCache: "none" });
  }
} catch (error) {
  console.error(error);
  // Still there means that the app never drew: then this is what went wrong.
  const failed = document.getElementById("first-screen-failed");
  if (failed) {
    document.getElementById("first-screen-loading").hidden = true;
    failed.hidden = false;
    // A reload keeps the fragment, in which the patient's link carries the entry code.
    document.getElementById("first-screen-retry").onclick = () => location.reload();
  }
}
