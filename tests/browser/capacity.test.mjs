// Beds and rooms of a day: a hospital enters its figures with the keyboard, from those of the day before; the
// nurse sees who is missing and enters for a hotel that phoned; a placement that nobody decides becomes work.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { call, fileCase, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { signIn, tabTo } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOSPITAL = { organisation: 'shiokaze-hospital', subject: 'shiokaze-staff-1' };
const PATH = '/console/capacity';

let server, browser, ward, desk, hospital;
const wrong = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  hospital = await staffToken(server, HOSPITAL.subject);
  ward = await (await person(browser, 'desktop')).newPage();
  desk = await (await person(browser, 'desktop')).newPage();
  wrong.push(faults(ward), faults(desk));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const file = (day, capacity, more = {}) => call(server, 'file-capacity', {
  request_id: randomUUID(), organisation: HOSPITAL.organisation, day, capacity, ...more,
}, hospital);
const button = (page, key) => page.getByRole('button', { name: t(key), exact: true });
const field = (page, name) => page.getByLabel(t(`console.field.${name}`), { exact: true });
const row = (page, institution) => page.locator(`[data-institution="${institution}"]`);
const enter = (page, institution) => row(page, institution).getByRole('button').click();

test('a hospital enters today from the figures of yesterday, with the keyboard alone', async () => {
  await file(server.day(-1), { secured: 24, usable: 20, occupied: 13, severe_secured: 4 });
  await signIn(ward, server, { path: PATH, subject: HOSPITAL.subject });
  await expect(ward.getByRole('heading', { level: 1, name: t('console.capacity.title') }));
  await expect(ward.getByText(t('console.capacity.own_missing')));
  await tabTo(ward, row(ward, HOSPITAL.organisation).getByRole('button'));
  await ward.keyboard.press('Enter');
  await expect(field(ward, 'secured'));
  await ward.waitForFunction(() => document.activeElement?.id === 'capacity-secured');
  await ward.keyboard.press('Alt+y');
  await expect(ward.getByText(t('console.capacity.copied')));
  assert.equal(await field(ward, 'secured').inputValue(), '24');
  assert.equal(await field(ward, 'severe_occupied').inputValue(), '', 'what was not known stays so');
  await field(ward, 'occupied').fill('２1');
  await ward.keyboard.press('Control+Enter');
  await expect(ward.locator('.field-error').getByText('0–20'));
  await shots(ward, 'console-capacity-wrong');
  await field(ward, 'occupied').fill('１4');
  await ward.keyboard.press('Control+Enter');
  await expect(ward.getByText(t('console.capacity.done')));
  await expect(row(ward, HOSPITAL.organisation).getByText('14', { exact: true }));
  await expect(row(ward, HOSPITAL.organisation).getByText(t('console.capacity.not_known')));
});

test('the nurse sees who is missing first, and enters for the hotel', async () => {
  await signIn(desk, server, { path: PATH });
  await expect(desk.getByText(t('console.capacity.to_enter', { count: 1 })));
  assert.equal(await desk.locator('.capacity').first().getAttribute('data-institution'), 'minato-hotel');
  await expect(row(desk, 'minato-hotel').getByText(t('console.capacity.missing')));
  await shots(desk, 'console-capacity-list');
  await enter(desk, 'minato-hotel');
  await desk.getByLabel(t('console.capacity.rooms_secured'), { exact: true }).fill('120');
  await desk.getByLabel(t('console.capacity.rooms_usable'), { exact: true }).fill('100');
  await desk.getByLabel(t('console.capacity.rooms_occupied'), { exact: true }).fill('64');
  await shots(desk, 'console-capacity-form');
  await button(desk, 'console.capacity.send').click();
  await expect(desk.getByText(t('console.capacity.done')));
  await expect(row(desk, 'minato-hotel').getByText('36', { exact: true }));
});

test('of two who correct at once the second is told and loses nothing', async () => {
  await enter(ward, HOSPITAL.organisation);
  await field(ward, 'occupied').fill('15');
  await file(server.day(), { secured: 24, usable: 20, occupied: 16 }, { replaces: 1 });
  await button(ward, 'console.capacity.send').click();
  await expect(ward.locator('#capacity-news').getByText('16', { exact: true }));
  assert.equal(await field(ward, 'occupied').inputValue(), '15');
  await shots(ward, 'console-capacity-news');
  await button(ward, 'console.capacity.send').click();
  await expect(ward.getByText(t('console.capacity.done')));
  await expect(row(ward, HOSPITAL.organisation).getByText('15', { exact: true }));
});

test('axe finds nothing serious', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await desk.emulateMedia({ colorScheme });
    await desk.evaluate(AXE);
    const { violations } = await desk.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]), []);
  }
  await desk.emulateMedia({ colorScheme: null });
});

test('a placement that nobody decides is work, and the dialog says what is free', async () => {
  const token = await staffToken(server);
  const filed = await fileCase(server, token, { name: '北野 みち', kana: 'キタノ ミチ' });
  await call(server, 'move-patient', {
    request_id: randomUUID(),
    case: filed.case,
    seen: 1,
    stay: { care_status: 'arranging', from: `${server.now().toISOString().slice(0, 19)}Z`, risk: 'standard', channel: 'app' },
  }, token);
  await server.forward(25 * 3600);
  await desk.goto(`${server.origin}/console/`);
  const work = desk.getByRole('row').filter({ hasText: t('console.family.placement') });
  await expect(work);
  await work.getByRole('button', { name: t('console.act.take') }).click();
  await expect(work.getByRole('link', { name: t('console.to_do.placement'), exact: true }));
  await shots(desk, 'console-placement-work');
  await work.getByRole('link', { name: t('console.to_do.placement'), exact: true }).click();
  await desk.getByRole('button', { name: t('console.move.title') }).first().click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByText(t('console.care_status.hotel_isolation'), { exact: true }).click();
  await dialog.locator('#move-place').selectOption('minato-hotel');
  await expect(dialog.getByText(t('console.capacity.today_missing')));
  await shots(desk, 'console-move-free', { whole: false });
});

test('no page broke its policy or threw', () => assert.deepEqual(wrong.flat(), []));
