// What a nurse does in the console.

import { expect } from './expect.mjs';
import { NURSE } from './api.mjs';
import { t } from './texts.mjs';

/** Opens the console and signs in through the issuer's page. */
export async function signIn(page, server, { path = '/console/', subject = NURSE } = {}) {
  await page.goto(server.origin + path);
  const form = page.locator('form.row');
  await form.locator('#name').fill(subject);
  await form.locator('#password').fill(`demo-${subject}`);
  await form.getByRole('button').click();
  await expect(page.getByRole('heading', { level: 1 }));
}

/** Opens a page of the console while the issuer still knows the browser: nobody has to type. */
export async function open(page, server, path = '/console/') {
  await page.goto(server.origin + path);
  await expect(page.getByRole('heading', { level: 1, name: path === '/console/' ? t('console.list.title') : undefined }));
}

/** Goes to a field with the Tab key, as somebody without a mouse does. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${locator}`);
}

/** A row of the worklist, beside that of the first contact which every new case is owed. */
export const rowOf = (page, kana) =>
  page.getByRole('row').filter({ hasText: kana, hasNotText: t('console.family.first_contact') });
