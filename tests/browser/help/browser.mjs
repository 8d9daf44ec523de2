// Chromium, a phone, a desktop, and screenshots.

import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const PICTURES = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
/** The longest that a journey waits for something to appear; a busy machine is slow. */
const PATIENCE_MS = 30_000;

/** Starts Chromium. */
export function launch() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = known.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('Chromium is missing; on Debian: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** A person's browser: its own cookies and storage. `size` is phone or desktop. */
export async function person(browser, size, options = {}) {
  const phone = size === 'phone' ? { isMobile: true, hasTouch: true } : {};
  const context = await browser.newContext({
    locale: 'ja-JP', timezoneId: 'Asia/Tokyo', viewport: SIZES[size], ...phone, ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(PATIENCE_MS);
  return context;
}

/**
 * Collects what a page must never do: break its content security policy, throw, or write an error.
 * Chromium's own lines about answers that are no success are left out: a 401 is an answer.
 */
export function faults(page) {
  const found = [];
  page.on('pageerror', (error) => found.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) found.push(text);
  });
  return found;
}

/** Pictures of a page at phone and desktop width. */
export async function shots(page, name, { schemes = ['light'], sizes = ['phone', 'desktop'], whole = true } = {}) {
  mkdirSync(PICTURES, { recursive: true });
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(SIZES[size]);
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      const path = `${PICTURES}${name}-${size}-${scheme}.png`;
      await page.screenshot({ path, fullPage: whole, animations: 'disabled', scale: 'css' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}

/** Light and dark. */
export const BOTH = { schemes: ['light', 'dark'] };
