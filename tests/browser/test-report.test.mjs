// An institution's daily tests: a clinic reports its day with the keyboard, a health centre corrects it
// on its behalf meanwhile, and the clinic decides without losing what it typed.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn, tabTo } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const CLINIC = 'hibari-clinic';
const PHYSICIAN = 'hibari-clinic-1';
const PCR = 'nucleic_acid_amplification';
const ANTIGEN = 'antigen_qualitative';
const PATH = '/console/tests';

let server, browser, clinic, desk;
const wrong = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('16:00');
  clinic = await person(browser, 'desktop');
  desk = await clinic.newPage();
  wrong.push(faults(desk));
  await signIn(desk, server, { subject: PHYSICIAN });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const number = (page, method, field) => page
  .getByRole('group', { name: t(`console.tests.${method}`), exact: true })
  .getByLabel(t(`console.field.${field}`), { exact: true });
const row = (page, day) => page.locator(`[data-day="${day}"]`);
const button = (page, key, values) => page.getByRole('button', { name: t(key, values), exact: true });

async function goThere(page) {
  await page.goto(server.origin + PATH);
  await expect(page.getByRole('heading', { level: 1, name: t('console.tests.title') }));
  await expect(page.getByRole('heading', { level: 2, name: t('console.tests.days') }));
}

test('days that nobody reported are shown as such, not as zero', async () => {
  await desk.getByRole('link', { name: t('console.tests.title') }).click();
  await expect(desk.getByText(t('console.tests.empty')));
  assert.equal(await desk.getByText(t('console.tests.not_reported'), { exact: true }).count(), 14);
  assert.equal(await desk.getByLabel(t('console.field.day'), { exact: true }).inputValue(), server.day());
  await shots(desk, 'console-tests-empty');
});

test('an empty form is no report, a mistyped number keeps standing with its limit', async () => {
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByText(t('console.form.wrong', { count: 1 })));
  await number(desk, PCR, 'persons').fill('12');
  await number(desk, PCR, 'tests').fill('1２000');
  await number(desk, PCR, 'positives').fill('3');
  await expect(desk.locator('.field-error').getByText('0–9999'));
  await shots(desk, 'console-tests-wrong');
  assert.equal(await number(desk, PCR, 'tests').inputValue(), '1２000');
  for (const field of ['persons', 'tests', 'positives']) await number(desk, PCR, field).fill('');
});

test('a clinic reports its day with the keyboard alone', async () => {
  const type = async (method, field, text) => {
    await tabTo(desk, number(desk, method, field));
    await desk.keyboard.type(text);
  };
  await desk.getByLabel(t('console.field.day'), { exact: true }).focus();
  await type(PCR, 'persons', '１２');
  await type(PCR, 'tests', '13');
  await type(PCR, 'positives', '3');
  await type(ANTIGEN, 'persons', '4');
  await type(ANTIGEN, 'tests', '4');
  await type(ANTIGEN, 'positives', '1');
  // Two methods: how many people there were, nobody can add up.
  const whole = desk.getByRole('group', { name: t('console.tests.day_total'), exact: true });
  await tabTo(desk, whole.getByLabel(t('console.field.persons'), { exact: true }));
  await desk.keyboard.type('14');
  await tabTo(desk, whole.getByLabel(t('console.field.positives'), { exact: true }));
  await desk.keyboard.type('3');
  await shots(desk, 'console-tests-filled');
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByText(t('console.tests.done')));
  await expect(row(desk, server.day()).getByText(t('console.tests.numbers', { persons: 14, tests: 17, positives: 3 })));
  assert.equal(await number(desk, PCR, 'persons').inputValue(), '', 'the form is ready for the next day');
});

test('no tests is a report too', async () => {
  const yesterday = server.day(-1);
  await row(desk, yesterday).getByRole('button').click();
  assert.equal(await desk.getByLabel(t('console.field.day'), { exact: true }).inputValue(), yesterday);
  await desk.getByLabel(t('console.tests.no_tests')).check();
  await desk.keyboard.press('Control+Enter');
  await expect(row(desk, yesterday).getByText(t('console.tests.none_that_day')));
  await expect(desk.getByText(t('console.tests.missing', { count: 12 })));
});

test('who is overtaken sees the newer numbers beside what was typed and loses nothing', async () => {
  const today = server.day();
  await row(desk, today).getByRole('button').click();
  assert.equal(await number(desk, PCR, 'tests').inputValue(), '13');
  await number(desk, PCR, 'tests').fill('15');
  // Meanwhile the centre corrects on the clinic's behalf.
  const methods = [{ method: PCR, persons: 13, tests: 14, positives: 4 }];
  await call(server, 'file-test-report', {
    request_id: randomUUID(), organisation: 'aoba-hc', on_behalf_of: CLINIC, day: today, replaces: 1,
    counts: { methods, persons: 13, positives: 4 },
  }, await staffToken(server));
  await desk.keyboard.press('Control+Enter');
  const news = desk.locator('#news');
  await expect(news.getByRole('heading', { name: t('console.tests.news') }));
  await expect(news.getByText(t('console.tests.numbers', { persons: 13, tests: 14, positives: 4 })).first());
  await expect(news.getByText(t('console.tests.numbers', { persons: 12, tests: 15, positives: 3 })));
  await shots(desk, 'console-tests-news');
  assert.equal(await number(desk, PCR, 'tests').inputValue(), '15');
  // A browser that reloads by itself takes nothing away.
  await desk.reload();
  await expect(desk.getByText(t('console.form.old')));
  assert.equal(await number(desk, PCR, 'tests').inputValue(), '15');
  await desk.keyboard.press('Control+Enter');
  await button(desk, 'console.tests.keep_typed').click();
  await gone(news);
  await button(desk, 'console.tests.send_correction', { version: 2 }).click();
  await expect(desk.getByText(t('console.tests.done')));
  await expect(row(desk, today).getByText(t('console.tests.numbers', { persons: 14, tests: 19, positives: 3 })));
  await shots(desk, 'console-tests-list');
  const query = `from=${today}&to=${today}`;
  const { days } = await call(server, 'list-test-reports', query, await staffToken(server, PHYSICIAN));
  assert.deepEqual([days[0].latest.version, days[0].earlier.map((version) => version.version)], [3, [1, 2]]);
});

test('a health centre enters for a clinic, in English too', async () => {
  const nurse = await person(browser, 'desktop', { locale: 'en-GB' });
  const page = await nurse.newPage();
  wrong.push(faults(page));
  await signIn(page, server);
  await page.goto(server.origin + PATH);
  await expect(page.getByLabel(t('console.field.on_behalf_of', {}, 'en')));
  await expect(page.getByText(t('console.tests.not_reported', {}, 'en'), { exact: true }));
  await shots(page, 'console-tests-centre-en');
  await nurse.close();
});

test('while the server is down the form keeps what is typed', async () => {
  await goThere(desk);
  await row(desk, server.day(-2)).getByRole('button').click();
  await number(desk, ANTIGEN, 'persons').fill('2');
  await number(desk, ANTIGEN, 'tests').fill('2');
  await number(desk, ANTIGEN, 'positives').fill('0');
  await server.kill();
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByText(t('console.form.kept')));
  assert.equal(await number(desk, ANTIGEN, 'tests').inputValue(), '2');
  await server.start();
  await desk.keyboard.press('Control+Enter');
  await expect(row(desk, server.day(-2)).getByText(t('console.tests.numbers', { persons: 2, tests: 2, positives: 0 })).first());
});

test('somebody who reports no tests has no such page', async () => {
  const hotel = await person(browser, 'desktop');
  const page = await hotel.newPage();
  await signIn(page, server, { subject: 'minato-desk-1' });
  assert.equal(await page.getByRole('link', { name: t('console.tests.title') }).count(), 0);
  await page.goto(server.origin + PATH);
  await expect(page.getByText(t('console.tests.not_allowed')));
  await hotel.close();
  assert.deepEqual(wrong.flat(), []);
});
