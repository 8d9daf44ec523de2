// The hospital's staff sees its inpatients, enters how one is with the keyboard, and discharges; the nurse
// ends a case at home on its page, after reading what stops with it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, fileCase, getCase, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn, tabTo } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const HOSPITAL = 'shiokaze-staff-1';

let server, browser, token;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  token = await staffToken(server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Files a case and admits it now. */
async function admit(name, kana, room) {
  const filed = await fileCase(server, token, { name, kana });
  await call(server, 'move-patient', {
    request_id: randomUUID(),
    case: filed.case,
    seen: 1,
    stay: {
      care_status: 'hospitalized',
      place: 'shiokaze-hospital',
      room,
      from: `${server.now().toISOString().slice(0, 19)}Z`,
      risk: 'high',
      channel: 'app',
    },
  }, token);
  return filed;
}

test('r10: the hospital enters how an inpatient is, and discharges', async () => {
  const staff = await person(browser, 'desktop');
  const page = await staff.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: '/console/inpatients', subject: HOSPITAL });
  await expect(page.getByText(t('console.inpatients.empty')));
  await shots(page, 'console-inpatients-empty');

  const first = await admit('三好 さなえ', 'ミヨシ サナエ', '301');
  const second = await admit('古賀 正', 'コガ タダシ', 'ICU 2');
  // Two days later nobody has entered anything for the first of them.
  await server.forward(49 * 3600);
  token = await staffToken(server);
  const at = `${server.now().toISOString().slice(0, 19)}Z`;
  await call(server, 'record-condition', {
    request_id: randomUUID(),
    case: second.case,
    condition: { at, severity: 'severe', oxygen: true, ventilator: true, ecmo: false },
  }, token);
  await signInAgain(page, '/console/inpatients');
  const row = (kana) => page.getByRole('row').filter({ hasText: kana });
  await expect(row('ミヨシ').getByText(t('console.inpatients.waiting')));
  assert.equal(await page.locator('tbody tr').count(), 2);
  assert.match(await page.locator('tbody tr').first().innerText(), /ミヨシ/);
  assert.equal(await row('コガ').getByText(t('console.inpatients.waiting')).count(), 0);
  await expect(row('コガ').getByText(t('console.severity.severe')));
  await shots(page, 'console-inpatients');
  assert.deepEqual(await axe(page), []);

  // With the keyboard alone.
  await tabTo(page, row('ミヨシ').getByRole('button').first());
  await page.keyboard.press('Enter');
  const form = page.locator('.condition-form');
  await expect(form);
  await page.keyboard.press('Control+Enter');
  await expect(form.getByText(t('shared.problem.missing')));
  await shots(page, 'console-inpatients-entry');
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(form.getByRole('radio', { checked: true }));
  await form.getByLabel(t('console.treatment.oxygen')).check();
  await form.locator('#condition-note').fill('食事がとれるようになった');
  await page.keyboard.press('Control+Enter');
  await gone(form);
  await expect(row('ミヨシ').getByText(t('console.treatment.oxygen')));
  assert.equal(await row('ミヨシ').getByText(t('console.inpatients.waiting')).count(), 0);

  // A discharge says what stops with it, and asks whether that was read.
  await row('ミヨシ').getByRole('button').last().click();
  const dialog = page.locator('dialog#end');
  await expect(dialog.getByText(t('console.ending.stops')));
  assert.equal(await dialog.getByLabel(t('console.outcome.released'), { exact: true }).count(), 0);
  await dialog.getByLabel(t('console.outcome.discharged'), { exact: true }).check();
  await dialog.getByRole('button', { name: t('console.ending.send') }).click();
  await expect(dialog.getByText(t('shared.problem.missing')));
  await shots(page, 'console-discharge');
  assert.deepEqual(await axe(page), []);
  await dialog.getByLabel(t('console.ending.confirm')).check();
  await dialog.getByRole('button', { name: t('console.ending.send') }).click();
  await gone(dialog);
  await gone(row('ミヨシ'));
  await expect(row('コガ'));
  await shots(page, 'console-discharged');
  const view = await getCase(server, token, first);
  assert.deepEqual([view.care_status, view.outcome], ['ended', 'discharged']);
  assert.deepEqual(wrong, []);
  await staff.close();
});

/** After two days the sign-in is over. */
async function signInAgain(page, path) {
  await page.context().clearCookies();
  await page.evaluate(() => sessionStorage.clear());
  await signIn(page, server, { path, subject: HOSPITAL });
}

test('r15: the nurse ends a case at home on its page', async () => {
  const filed = await fileCase(server, token, { name: '江口 ゆり', kana: 'エグチ ユリ' });
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  await page.getByRole('button', { name: t('console.ending.title') }).click();
  const dialog = page.locator('dialog#end');
  await dialog.getByLabel(t('console.outcome.released'), { exact: true }).check();
  await dialog.locator('#end-at').fill('0:01');
  await dialog.getByLabel(t('console.ending.confirm')).check();
  await dialog.getByRole('button', { name: t('console.ending.send') }).click();
  // Before the stay that there is: refused by the same rule as on the server.
  await expect(dialog.getByText(t('console.problem.before_stay')));
  await server.forward(120);
  await page.reload();
  await page.getByRole('button', { name: t('console.ending.title') }).click();
  await dialog.locator('#end-at').fill(new Date(server.now().getTime() + 9 * 3600_000).toISOString().slice(11, 16));
  await shots(page, 'console-outcome');
  await dialog.getByRole('button', { name: t('console.ending.send') }).click();
  await gone(dialog);
  await expect(page.locator('.timeline').getByText(t('console.outcome.released')));
  await shots(page, 'console-ended');
  const view = await getCase(server, token, filed);
  assert.deepEqual([view.care_status, view.outcome, view.next_due ?? null], ['ended', 'released', null]);
  assert.deepEqual(wrong, []);
  await nurse.close();
});
