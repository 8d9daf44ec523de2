// Hotels, contractors and the prefecture: the desk of a hotel sees its floors and takes an alert in hand, a
// nurse assigns a case to a contractor who follows it and leaves work to the centre, and the prefecture sees
// alarms without names.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, patientToken, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { eventually, expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const DESK = 'minato-desk-1';
const SUPPORTER = 'hidamari-support-1';
const PREFECTURE = 'mizuho-staff-1';

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

const seconds = () => `${server.now().toISOString().slice(0, 19)}Z`;

/** Somebody in a room of the hotel, with the patient's own token. */
async function resident(name, kana, room) {
  const filed = await fileCase(server, token, { name, kana });
  const stay = {
    care_status: 'hotel_isolation', place: 'minato-hotel', room, from: seconds(), risk: 'standard', channel: 'app',
  };
  await call(server, 'move-patient', { request_id: randomUUID(), case: filed.case, seen: 1, stay }, token);
  return { ...filed, token: await patientToken(server, filed) };
}

/** A page of somebody else, on a browser of their own. */
async function pageOf(subject, path) {
  const who = await person(browser, 'desktop');
  const page = await who.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path, subject });
  return { page, wrong };
}

/** Waits until the page's clock, which the test has moved, is the server's: nothing has happened tomorrow. */
const onTime = (page) => gone(page.getByText('あした'));

const card = (page, kana) => page.getByRole('listitem').filter({ hasText: kana });

test('r12: the desk of a hotel sees its floors and takes an alert in hand', async () => {
  const { page, wrong } = await pageOf(DESK, '/console/followed');
  await expect(page.getByText(t('console.following.nobody_here'), { exact: true }));
  await shots(page, 'console-hotel-empty');
  const low = await resident('三好 さなえ', 'ミヨシ サナエ', '712');
  const fine = await resident('古賀 正', 'コガ タダシ', '305');
  await resident('小出 まり', 'コイデ マリ', '311');
  await call(server, 'submit-check-in', checkIn(server, low, { spo2: 92 }), low.token);
  await call(server, 'submit-check-in', checkIn(server, fine), fine.token);
  await page.reload();
  await expect(card(page, 'ミヨシ').getByText(t('shared.level.urgent')));
  assert.deepEqual(
    (await page.locator('.floor-name').allInnerTexts()).map((text) => text.split(' ')[0]),
    [t('console.following.floor', { floor: '3' }), t('console.following.floor', { floor: '7' })],
  );
  await expect(card(page, 'コイデ').getByText(t('console.following.no_entry')));
  await shots(page, 'console-hotel');
  assert.deepEqual(await axe(page), []);

  // With the keyboard alone: down to the third card, and taken.
  for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press('j');
  await page.keyboard.press('t');
  await expect(card(page, 'ミヨシ').getByText(t('console.state.mine')));
  // The centre sees who has it.
  const work = await call(server, 'list-worklist', 'organisation=aoba-hc', token);
  assert.equal(work.rows.find((row) => row.family === 'health').taken_by, '港谷 恭平');

  await card(page, 'ミヨシ').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: '三好 さなえ' }));
  assert.equal(await page.getByText('青波市').count(), 0);
  assert.equal(await page.getByRole('button', { name: t('console.move.title') }).count(), 0);
  assert.equal(await page.getByRole('link', { name: t('console.notice.title') }).count(), 0);
  await shots(page, 'console-hotel-case');
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('c');
  await expect(page.getByText(t('console.call.at_door')));
  await page.goto(`${server.origin}/console/`);
  await expect(page.getByRole('row').filter({ hasText: '712' }));
  await shots(page, 'console-hotel-list');
  assert.deepEqual(wrong, []);
});

test('r42: a nurse assigns a case, and the contractor follows it and leaves it to the centre', async () => {
  const filed = await fileCase(server, token, { name: '江口 ふゆ', kana: 'エグチ フユ' });
  const phone = await patientToken(server, filed);
  await call(server, 'submit-check-in', checkIn(server, filed, { spo2: 92 }), phone);
  const nurse = await pageOf('aoba-nurse-1', `/console/cases/${filed.case}`);
  await nurse.page.getByRole('button', { name: t('console.assign.title') }).click();
  const dialog = nurse.page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('console.assign.send') }).click();
  await expect(dialog.getByText(t('shared.problem.missing')));
  await dialog.locator('#assign-contractor').selectOption({ index: 1 });
  await shots(nurse.page, 'console-assign', { whole: false });
  assert.deepEqual(await axe(nurse.page), []);
  await dialog.getByRole('button', { name: t('console.assign.send') }).click();
  await gone(dialog);
  await expect(nurse.page.getByText(t('console.assign.ends')));
  await expect(nurse.page.getByText(t('console.timeline.assigned')));

  const { page, wrong } = await pageOf(SUPPORTER, '/console/followed');
  await eventually('the case in the list', async () => (await card(page, 'エグチ').count()) === 1);
  await onTime(page);
  await shots(page, 'console-contractor');
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.origin}/console/`);
  const row = page.getByRole('row').filter({ hasText: filed.case.split('-')[0] });
  await expect(row);
  await onTime(page);
  await shots(page, 'console-contractor-list');
  await row.getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: '江口 ふゆ' }));
  await page.getByRole('button', { name: t('console.act.leave') }).click();
  await eventually('the ring at the centre', async () => {
    const { rows } = await call(server, 'list-worklist', 'organisation=aoba-hc', token);
    return rows.some((one) => one.case === filed.case && one.state === 'open');
  });
  assert.deepEqual(wrong, []);
  assert.deepEqual(nurse.wrong, []);
});

test('the prefecture sees what escalated, by health centre and without a name', async () => {
  const filed = await fileCase(server, token, { name: '上田 あき', kana: 'ウエダ アキ' });
  const phone = await patientToken(server, filed);
  await call(server, 'submit-check-in', checkIn(server, filed, { spo2: 88 }), phone);
  // Nobody takes it: each span later the sweep rings a step higher, the third at the prefecture.
  const rung = async () => (await server.messages()).length;
  await eventually('the first ring', async () => (await rung()) > 0);
  for (let steps = 0; steps < 2; steps += 1) {
    const before = await rung();
    await server.forward(17 * 60);
    await eventually('the next ring', async () => (await rung()) > before);
  }
  const { page, wrong } = await pageOf(PREFECTURE, '/console/');
  await eventually('the alarm', async () => (await page.locator('.row').count()) > 0);
  const row = page.getByRole('row').filter({ hasText: filed.case.split('-')[0] });
  await expect(row.getByText('青葉保健所'));
  const text = await page.locator('main').innerText();
  for (const name of ['ウエダ', '上田', '青波市']) assert.ok(!text.includes(name), name);
  assert.equal(await row.getByRole('link').count(), 0);
  assert.equal(await row.getByRole('button').count(), 0);
  await onTime(page);
  await shots(page, 'console-prefecture');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(wrong, []);
});
