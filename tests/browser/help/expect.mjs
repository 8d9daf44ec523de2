// Waiting for what a person would see.

import assert from 'node:assert/strict';

/** Waits until it is on the screen; else says what was there instead. */
export async function expect(locator) {
  try {
    await locator.first().waitFor({ state: 'visible' });
  } catch (error) {
    const page = locator.page();
    const seen = await page.locator('body').innerText().catch(() => '');
    error.message += `\n${page.url()} showed instead:\n${seen.slice(0, 2000)}`;
    throw error;
  }
}

/** Waits until it has gone from the screen. */
export async function gone(locator) {
  await locator.first().waitFor({ state: 'hidden' });
}

/** Asks again and again until `look` gives something; then gives that. */
export async function eventually(what, look, patienceMs = 30_000) {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) assert.fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
