// The desk of a shift: today's entries are read, several rows are dealt with at once, filters and keys lead
// through the list, and one shift hands over to the next.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, patientToken, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { BOTH, faults, launch, person, shots } from './help/browser.mjs';
import { eventually, expect } from './help/expect.mjs';
import { open, rowOf, signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const COLLEAGUE = 'aoba-nurse-2';
const COLLEAGUES_NAME = '高峰 直人';
/** Open items of the measured list; the figure of the list is taken with 5,000. */
const MANY = Number(process.env.DESK_ITEMS ?? 300);

let server, browser, token, desk, page, wrong;
const people = {};

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  token = await staffToken(server);
  desk = await person(browser, 'desktop');
  page = await desk.newPage();
  wrong = faults(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

async function filed(key, name, kana, more = {}) {
  const made = await fileCase(server, token, { name, kana, ...more });
  people[key] = { ...made, token: await patientToken(server, made) };
  return people[key];
}

async function says(key, answers = {}) {
  const one = people[key];
  await call(server, 'submit-check-in', checkIn(server, one, answers), one.token);
}

const entry = (kana) => page.getByRole('listitem').filter({ hasText: kana });

test('the empty list and the empty day say so', async () => {
  await signIn(page, server);
  await expect(page.getByText(t('console.list.empty'), { exact: true }));
  await shots(page, 'console-desk-empty', BOTH);
  await open(page, server, '/console/entries');
  await expect(page.getByText(t('console.entries.empty')));
  assert.deepEqual(await axe(page), []);
});

test('r12: the entries stand worst first, are read down to a row, and remarks end with it', async () => {
  await filed('fine', '青木 はる', 'アオキ ハル');
  await filed('low', '石田 なつ', 'イシダ ナツ');
  await filed('words', '上田 あき', 'ウエダ アキ');
  await filed('silent', '江口 ふゆ', 'エグチ フユ');
  await says('fine');
  await says('words');
  await server.forward(24 * 3600);
  token = await staffToken(server);
  for (const one of Object.values(people)) one.token = await patientToken(server, one);
  await says('fine', { body_temperature: 36.9 });
  await says('low', { spo2: 90, symptoms: ['cough', 'breathlessness'] });
  await says('words', { remarks: '薬があと一日分しかありません。', symptoms: ['headache'] });
  await signInAgain('/console/entries');
  await expect(entry('イシダ'));
  const order = await page.locator('.day-entry .who-kana').allInnerTexts();
  assert.deepEqual(order.map((text) => text.slice(0, 3)), ['イシダ', 'エグチ', 'ウエダ', 'アオキ']);
  await expect(entry('ウエダ').getByText('薬があと一日分しかありません。'));
  await expect(entry('ウエダ').getByText(t('console.entries.new', { symptom: t('shared.symptom.headache') })));
  await expect(entry('アオキ').getByText('+0.4'));
  await expect(entry('エグチ').getByText(t('console.entries.none'), { exact: true }));
  await shots(page, 'console-entries', BOTH);
  assert.deepEqual(await axe(page), []);

  // With the keyboard: down to the third, and read.
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await expect(page.getByText(t('console.entries.marked', { count: '2' })));
  await expect(entry('ウエダ').getByText('佐倉 みのり'));
  await expect(entry('アオキ').getByText(t('console.entries.unread'), { exact: true }));
  const list = await call(server, 'list-worklist', '', token);
  assert.equal(list.rows.filter((row) => row.family === 'remarks').length, 0);
});

test('r13: filters and keys lead through the list, and a taken row is seen by the colleague', async () => {
  await open(page, server);
  await expect(rowOf(page, 'イシダ'));
  const choice = (key) => page.locator('.quick-choice').filter({ hasText: t(`console.quick.${key}`) });
  await page.keyboard.press('t');
  await expect(rowOf(page, 'イシダ').getByText(t('console.state.mine')));
  await page.keyboard.press('2');
  await eventually('one row of mine', async () => (await page.locator('.row').count()) === 1);
  assert.equal(await choice('mine').getAttribute('aria-pressed'), 'true');
  await page.keyboard.press('1');
  await eventually('all rows', async () => (await page.locator('.row').count()) > 1);
  const other = await person(browser, 'desktop');
  const theirs = await other.newPage();
  await signIn(theirs, server, { subject: COLLEAGUE });
  await expect(rowOf(theirs, 'イシダ').getByText('佐倉 みのり'));
  // Put back, it is free on the other desk within seconds, and nobody reloads.
  await page.keyboard.press('u');
  await expect(rowOf(theirs, 'イシダ').getByText(t('console.state.open')));
  await other.close();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByText(t('console.keys.bulk')));
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
});

test('r13: what came late and is fine is closed at once; what is not stays with the reason', async () => {
  // Nobody answers for a day and a half; then two do, one of them ill.
  await server.forward(30 * 3600);
  token = await staffToken(server);
  for (const one of Object.values(people)) one.token = await patientToken(server, one);
  await eventually('the missed check-ins', async () => {
    const list = await call(server, 'list-worklist', '', token);
    return list.rows.filter((row) => row.family === 'silence').length >= 3;
  }, 90_000);
  await says('fine');
  await says('words', { spo2: 94 });
  await signInAgain('/console/');
  await page.keyboard.press('b');
  await page.getByRole('button', { name: t('console.bulk.tick_late', { count: '2' }) }).click();
  await expect(page.getByText(t('console.bulk.count', { count: '2' })));
  await shots(page, 'console-desk-bulk');
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: t('console.bulk.close') }).click();
  await expect(page.getByText(t('console.bulk.done', { count: '1' })));
  await expect(page.locator('.bulk-refused').getByText('ウエダ'));
  await shots(page, 'console-desk', BOTH);
  // The refused one is handed to a colleague by name.
  await page.locator('#bulk-to').selectOption({ label: `${COLLEAGUES_NAME} · ${t('console.role.nurse')}` });
  await page.getByRole('button', { name: t('console.bulk.hand') }).click();
  await expect(page.getByText(t('console.state.in_hand_by', { name: COLLEAGUES_NAME })));
});

test('shift end: what I have in hand is put back, and the next shift reads what was closed', async () => {
  await open(page, server);
  await page.keyboard.press('2');
  await page.keyboard.press('1');
  const row = rowOf(page, 'イシダ').first();
  await row.getByRole('button', { name: t('console.act.take') }).click();
  await expect(row.getByText(t('console.state.mine')));
  await open(page, server, '/console/handover');
  await expect(page.getByRole('heading', { name: t('console.handover.mine', { count: '1' }) }));
  await expect(page.getByText(t('console.close_reason.reported_late')));
  await shots(page, 'console-handover', BOTH);
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: t('console.bulk.tick_all') }).click();
  await page.getByRole('button', { name: t('console.act.put_back') }).click();
  await expect(page.getByText(t('console.handover.mine_none')));
});

test('after an hour without a touch what is in hand is put back, and nothing typed is lost', async () => {
  const away = await person(browser, 'desktop');
  const gonePage = await away.newPage();
  await gonePage.clock.install();
  await signIn(gonePage, server);
  await expect(rowOf(gonePage, 'イシダ'));
  const row = rowOf(gonePage, 'イシダ').first();
  await row.getByRole('button', { name: t('console.act.take') }).click();
  await expect(row.getByText(t('console.state.mine')));
  await gonePage.clock.fastForward('01:00:30');
  await expect(gonePage.getByText(t('console.sign_in.idle_text')));
  const list = await call(server, 'list-worklist', '', token);
  assert.equal(list.rows.filter((one) => one.taken_by === '佐倉 みのり').length, 0);
  await away.close();
});

test('a long list opens and answers a key nearly as fast as a short one', async () => {
  const short = await measured('short');
  for (let left = MANY; left > 0; left -= 10) {
    const some = Array.from({ length: Math.min(10, left) }, (_, i) =>
      fileCase(server, token, { name: '見本 太郎', kana: 'ミホン タロウ', birthDate: birthday(left - i) }));
    await Promise.all(some);
  }
  const long = await measured('long');
  const ratio = (what) => (long[what] / short[what]).toFixed(2);
  console.log(`${MANY} open items: first page ${long.page} ms (×${ratio('page')}), key ${long.key} ms (×${ratio('key')})`);
  assert.ok(long.page <= 3 * short.page, `the first page takes ${ratio('page')} times as long`);
  assert.ok(long.key <= 3 * Math.max(short.key, 16), `a key takes ${ratio('key')} times as long`);
  await shots(page, 'console-desk-full', { whole: false, ...BOTH });
  assert.ok((await page.locator('.row').count()) <= 200);
  assert.deepEqual(wrong, []);
});

/** Nobody shares a birthday with the neighbours, so that no two look like one. */
const birthday = (n) => new Date(Date.UTC(1940, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

/** The best of three: how long the first page takes, and a key until the focus has moved. */
async function measured() {
  const best = { page: Infinity, key: Infinity };
  for (let i = 0; i < 3; i += 1) {
    const begun = Date.now();
    await open(page, server);
    await page.locator('.row').first().waitFor();
    best.page = Math.min(best.page, Date.now() - begun);
    const key = await page.evaluate(() => new Promise((resolve) => {
      const before = performance.now();
      addEventListener('focusin', () => requestAnimationFrame(() => resolve(performance.now() - before)), { once: true });
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
    }));
    best.key = Math.min(best.key, key);
  }
  return { page: Math.round(best.page), key: Math.round(best.key * 10) / 10 };
}

/** A moved clock ends tokens: sign in anew and go to the page. */
async function signInAgain(path) {
  await page.context().clearCookies();
  await page.evaluate(() => sessionStorage.clear());
  await signIn(page, server, { path });
}
