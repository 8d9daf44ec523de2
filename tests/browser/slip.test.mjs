// The entry code on its way to the patient: on paper in Japanese and a second language, and as a link in
// a text message. What the dead are notified with, and the inbox as a file.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { call, fileCase, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const lines = async (tag) => JSON.parse(await readFile(new URL(`../../console/slips/${tag}.json`, import.meta.url), 'utf8'));

let server, browser, token, page, wrong;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  token = await staffToken(server);
  const nurse = await person(browser, 'desktop');
  page = await nurse.newPage();
  wrong = faults(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const slip = () => page.locator('article.slip');
const choose = () => page.locator('#slip-language');

test('the slip in Japanese and any of six languages; the choice is remembered', async () => {
  const filed = await fileCase(server, token, { name: '空野 ひかる', kana: 'ソラノ ヒカル', phone: '090-0000-0001' });
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  await page.getByRole('button', { name: t('console.case.show_code') }).click();
  await expect(slip());
  assert.equal(await choose().inputValue(), 'en');
  for (const tag of ['zh', 'ko', 'pt', 'vi', 'fil']) {
    await choose().selectOption(tag);
    const said = await lines(tag);
    await expect(slip().getByText(said.step_scan));
    await expect(slip().getByText(t('console.slip.step_scan')));
    await expect(slip().getByText(said.at_night));
    await shots(page, `console-slip-${tag}`, { whole: false });
  }
  await page.reload();
  await page.getByRole('button', { name: t('console.case.show_code') }).click();
  assert.equal(await choose().inputValue(), 'fil');
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`), []);
});

test('who speaks Korean gets a slip with Korean, whatever was chosen last', async () => {
  const filed = await fileCase(server, token, { name: '山野 光', kana: 'ヤマノ ヒカリ', phone: '090-0000-0002' });
  const sheet = { language: 'ko' };
  await call(server, 'record-first-contact', { request_id: randomUUID(), case: filed.case, seen: 0, sheet, reached: true }, token);
  await page.goto(`${server.origin}/console/cases/${filed.case}`);
  await page.getByRole('button', { name: t('console.case.show_code') }).click();
  await expect(slip().getByText((await lines('ko')).title));

  // The link goes to the phone, in the same language; who sent it stands there.
  const send = page.getByRole('button', { name: t('console.slip.send') });
  await send.click();
  await expect(page.getByText(/SMSで送信: .*佐倉 みのり/));
  const sent = (await server.messages()).at(-1);
  assert.equal(sent.topic, '+819000000002');
  assert.ok(sent.message.endsWith(`${server.origin}/#${filed.code}`) && sent.message.includes('생년월일'), sent.message);
  await shots(page, 'console-link-sent', { whole: false });
  const idle = page.locator('button[aria-disabled="false"]', { hasText: t('console.slip.send') });
  await idle.click();
  await expect(idle);
  await idle.click();
  await expect(idle);
  await idle.click();
  await expect(page.getByText(t('shared.code.too_many_messages')));
  await shots(page, 'console-link-too-many', { whole: false });
  // The story of the case says so too, after a look from the start.
  await page.reload();
  await expect(page.getByText(t('console.timeline.link_sent')));
});

test('a landline gets paper', async () => {
  const filed = await fileCase(server, token, { name: '川野 光', kana: 'カワノ ヒカリ', phone: '03-0000-0001' });
  await page.goto(`${server.origin}/console/cases/${filed.case}`);
  await page.getByRole('button', { name: t('console.case.show_code') }).click();
  await page.getByRole('button', { name: t('console.slip.send') }).click();
  await expect(page.getByText(t('console.problem.not_mobile')));
  await expect(page.getByText(t('shared.hint.print_slip')));
});

test('the dead are notified without a placement and get no slip', async () => {
  await page.goto(`${server.origin}/console/notifications/new`);
  await expect(page.getByRole('heading', { level: 1, name: t('console.notification.title') }));
  await expect(page.locator('#placement'));
  const radio = (words) => page.locator('label').filter({ hasText: words }).first();
  await radio('感染症死亡者の死体').click();
  await page.locator('#placement').waitFor({ state: 'hidden' });
  await page.locator('#name').fill('星野 守');
  await page.locator('#name_kana').fill('ホシノ マモル');
  await page.locator('input[name="sex"]').first().check({ force: true });
  await page.locator('#birth_date').fill('S15.3.4');
  await page.locator('#municipality').fill('青波市');
  await page.locator('#phone').fill('000-0000-0903');
  await page.locator('#onset_date').fill(server.day(-3));
  await page.locator('#death_date').fill(server.day(-1));
  await shots(page, 'console-form-dead');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: t('console.slip.filed') }));
  assert.equal(await slip().count(), 0);
  await page.getByRole('link', { name: t('console.notification.open_case') }).click();
  await expect(page.getByText(t('console.outcome.deceased')));
  assert.equal(await page.getByRole('button', { name: t('console.case.show_code') }).count(), 0);
  await shots(page, 'console-case-dead');
});

test('the inbox is saved as a file of what it shows', async () => {
  await page.goto(`${server.origin}/console/notifications`);
  await page.getByRole('button', { name: t('console.notification_state.accepted') }).click();
  await expect(page.locator('.inbox-row'));
  const save = page.getByRole('button', { name: t('console.export.button') });
  const [file] = await Promise.all([page.waitForEvent('download'), save.click()]);
  assert.match(file.suggestedFilename(), /^mimamori-notifications-accepted-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  const rows = text.split('\r\n').filter(Boolean);
  assert.equal(rows.length, 1 + (await page.locator('.inbox-row').count()));
  assert.ok(rows[0].startsWith('\ufeff') && rows[0].includes(t('console.export.filed_by')), rows[0]);
  assert.ok(text.includes('ホシノ') && text.includes('青葉保健所'), text);
  await shots(page, 'console-inbox-export');
  assert.deepEqual(wrong, []);
});
