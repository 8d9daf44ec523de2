// A nurse works through the morning's calls: one is answered by the family, who say that the patient is in
// a hospital; another patient is promised a call; and a visit to a doctor is written down.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, fileCase, getCase, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { open, signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

let server, browser, token;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('06:00');
  token = await staffToken(server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Somebody without a smartphone. */
async function byTelephone(name, kana) {
  const filed = await fileCase(server, token, { name, kana, risk: 'high' });
  const from = `${server.now().toISOString().slice(0, 19)}Z`;
  const stay = { care_status: 'home_isolation', from, risk: 'high', channel: 'staff_call' };
  await call(server, 'move-patient', { request_id: randomUUID(), case: filed.case, seen: 1, stay }, token);
  return filed;
}

/** The worklist's line of a group of radio buttons. */
const choose = (page, group, option) =>
  page.getByRole('radiogroup', { name: t(group) }).getByText(t(option), { exact: true }).click();

test('r11: the calls of the day, what comes of them, and a visit', async () => {
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: '/console/calls' });
  await expect(page.getByText(t('console.daily.empty')));

  const first = await byTelephone('大森 フミ', 'オオモリ フミ');
  const second = await byTelephone('桐山 徳治', 'キリヤマ トクジ');
  await server.forwardTo('15:30');
  await open(page, server, '/console/calls');
  await expect(page.getByRole('rowheader', { name: /オオモリ/ }));
  await expect(page.getByRole('rowheader', { name: /キリヤマ/ }));
  await shots(page, 'console-calls');
  assert.deepEqual(await axe(page), []);

  // The family answers.
  await page.getByRole('row').filter({ hasText: 'オオモリ' }).getByRole('link', { name: t('console.act.call') }).click();
  await choose(page, 'console.field.reached', 'console.reached.family');
  await choose(page, 'console.call.found', 'console.finding.in_hospital');
  await page.locator('#at_day').fill(server.day());
  await page.locator('#at').fill('14:00');
  await page.locator('#note').fill('娘さん: 昼すぎに救急車で運ばれた。');
  await choose(page, 'console.field.next_step', 'console.next_step.continue');
  await shots(page, 'console-call-found');
  assert.deepEqual(await axe(page), []);
  const end = page.getByRole('radiogroup', { name: t('console.call.end') });
  if (await end.count()) {
    await choose(page, 'console.call.end', 'console.call.close');
    await choose(page, 'console.field.reason', 'console.close_reason.care_arranged');
  }
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: t('console.list.title') }));
  assert.equal((await getCase(server, await staffToken(server), first)).care_status, 'hospitalized');

  // Nobody answers, and a call is promised for tomorrow.
  await open(page, server, `/console/cases/${second.case}/call`);
  await choose(page, 'console.field.reached', 'console.reached.family');
  await choose(page, 'console.field.next_step', 'console.next_step.call_again');
  await choose(page, 'console.call.promise', 'console.call.promise_tomorrow');
  await page.locator('#call_back_at').fill('9:30');
  if (await end.count()) await choose(page, 'console.call.end', 'console.call.keep');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { level: 1, name: t('console.list.title') }));
  const view = await getCase(server, await staffToken(server), second);
  assert.ok(view.work.some((row) => row.family === 'call_back'), JSON.stringify(view.work));

  await open(page, server, `/console/cases/${second.case}`);
  await page.getByRole('button', { name: t('console.visit.title') }).click();
  await page.locator('#visit-at_day').fill(server.day());
  await page.locator('#visit-at').fill('11:00');
  await page.locator('#visit-institution_name').fill('月浜内科');
  await page.getByText(t('console.visit_outcome.prescribed'), { exact: true }).click();
  await shots(page, 'console-visit');
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: t('console.visit.send') }).click();
  await expect(page.getByText('月浜内科'));
  assert.deepEqual(wrong, []);
});
