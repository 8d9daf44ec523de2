// A call that does not end the work hands it to a named colleague, with its clock; remarks are marked as read
// from the case; a visit to a doctor stands on the patient information.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, getCase, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

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

const alertOf = (view) => view.work.find((row) => row.family === 'health');

test('a call hands the work on, and its clock goes on', async () => {
  const filed = await fileCase(server, token, { name: '谷川 れい', kana: 'タニガワ レイ' });
  await call(server, 'submit-check-in', checkIn(server, filed, { spo2: 92 }), token);
  const due = alertOf(await getCase(server, token, filed)).due_at;
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}/call` });
  await page.getByLabel(t('console.reached.nobody'), { exact: true }).check();
  await page.getByLabel(t('console.next_step.call_again'), { exact: true }).check();
  await page.getByLabel(t('console.call.hand'), { exact: true }).check();
  await page.getByRole('button', { name: t('console.call.send') }).click();
  await expect(page.getByText(t('console.call.hand_missing')));
  await shots(page, 'console-call-hand');
  assert.deepEqual(await axe(page), []);
  await page.locator('#hand_to').selectOption('aoba-nurse-2');
  await page.getByRole('button', { name: t('console.call.send') }).click();
  await expect(page.getByText(t('console.call.done_handed')));
  const view = await getCase(server, token, filed);
  const alert = alertOf(view);
  assert.equal(alert.taken_by, '高峰 直人');
  assert.equal(alert.due_at, due);
  assert.deepEqual(wrong, []);
  await nurse.close();
});

test('remarks are marked as read from the case, and a visit stands on the patient information', async () => {
  const filed = await fileCase(server, token, { name: '深町 ゆう', kana: 'フカマチ ユウ' });
  const phone = await call(server, 'activate-patient', { request_id: randomUUID(), entry_code: filed.code, birth_date: filed.birthDate });
  await call(server, 'submit-check-in', checkIn(server, filed, { remarks: '薬が足りません' }), phone.access_token);
  const visit = {
    request_id: randomUUID(), case: filed.case, visited_at: `${server.now().toISOString().slice(0, 19)}Z`,
    institution_name: '月浜内科', outcomes: ['prescribed'], note: '解熱剤を処方',
  };
  await call(server, 'record-visit', visit, token);
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  const owed = page.locator('.owed-item').filter({ hasText: t('console.family.remarks') });
  await expect(owed);
  await shots(page, 'console-case-remarks');
  await owed.getByRole('button', { name: t('console.act.read') }).click();
  await gone(owed);
  const view = await getCase(server, token, filed);
  assert.ok(view.work.every((row) => row.family !== 'remarks'));
  await page.getByRole('link', { name: t('console.summary.title') }).click();
  const sheet = page.locator('.summary');
  await expect(sheet.getByText(t('console.summary.visits')));
  await expect(sheet.getByText('月浜内科'));
  await shots(page, 'console-information-visits');
  assert.deepEqual(wrong, []);
});
