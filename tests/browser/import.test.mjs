// Notifications from a CSV file as a nurse brings it: from a spreadsheet, in Shift_JIS, with a few
// mistakes. What is right is filed once, whatever stops in between.

import assert from 'node:assert/strict';
import { mkdtemp, open as openFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { call, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { eventually, expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROWS = 30;
const PAGE = '/console/notifications/import';
const HEADER = ['行ID', '報告日', '類型', '発病日', '氏名', 'フリガナ', '性別', '生年月日', '所在地（市町村）', '電話番号', '療養の場所', '施設'];

let server, browser, desk, wrong, token, folder, files;
/** Requests that filed somebody, in the order in which they were sent. */
const sent = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  token = await staffToken(server);
  folder = await mkdtemp(join(tmpdir(), 'mimamori-import-'));
  files = await writeFiles();
  const nurse = await person(browser, 'desktop');
  desk = await nurse.newPage();
  wrong = faults(desk);
  // Slow enough to be stopped in the middle.
  await desk.route('**/api/file-notification', async (route) => {
    sent.push(route.request().postDataJSON());
    await new Promise((resolve) => setTimeout(resolve, 250));
    await route.continue();
  });
  await signIn(desk, server, { path: PAGE });
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the page is reached from the form and by keyboard, and the template can be filed', async () => {
  await expect(desk.getByRole('heading', { level: 1, name: t('console.import.title') }));
  await desk.getByRole('link', { name: t('console.import.one') }).click();
  await expect(desk.getByRole('heading', { level: 1, name: t('console.notification.title') }));
  const link = desk.getByRole('link', { name: t('console.import.link') });
  await link.focus();
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('heading', { level: 1, name: t('console.import.title') }));
  await axe('choose');
  await shots(desk, 'console-import-choose');
  const template = await downloaded(button('template'));
  assert.ok(template.startsWith('\ufeff行ID,報告年月日,'), template.slice(0, 40));
  const path = join(folder, 'template.csv');
  await writeFile(path, template);
  await choose(path);
  await expect(text('all_right', { right: 1 }));
  await button('other_file').click();
});

test('what is no such file is refused at once, with what to do', async () => {
  const began = Date.now();
  await choose(files.huge);
  await expect(text('too_large', { limit: 10 }));
  assert.ok(Date.now() - began < 3_000, 'nobody waits for 100 MB');
  await choose(files.workbook);
  await expect(text('workbook'));
  await choose(files.columns);
  await expect(text('unknown_column', { cell: 'B1', name: '好きな色' }));
  await expect(text('missing_column', { name: '電話番号', code: 'phone' }));
  await shots(desk, 'console-import-wrong-columns');
  assert.equal(sent.length, 0);
});

test('the dry run names three mistakes by row and column', async () => {
  await choose(files.shiftJis);
  await expect(text('some_wrong', { right: 27, wrong: 3 }));
  await expect(desk.getByText('Shift_JIS'));
  await expect(desk.getByText('髙橋 桜0'));
  const rows = desk.locator('.import-table tbody tr');
  assert.equal(await rows.count(), 3);
  const seen = (await rows.allInnerTexts()).map((row) => row.split('\t').slice(0, 3).join(' '));
  assert.deepEqual(seen, ['6 J6 電話番号', '13 H13 生年月日', '22 E22 氏名']);
  await axe('dry run');
  await shots(desk, 'console-import-dry-run');
  const list = await downloaded(button('save_errors'));
  assert.match(list, /\r\n22,E22,氏名,"?'=1\+1"?,/, 'a formula does not come back as one');
  assert.equal(sent.length, 0, 'nothing has left the device');
});

test('a stop, a reload and the same file again: 27 cases, none twice', async () => {
  await button('send_right', { count: 27 }).click();
  await eventually('a few to be filed', async () => (await progress()) >= 6);
  await shots(desk, 'console-import-sending');
  await button('stop').click();
  await expect(button('resume'));
  await eventually('the last answers', async () => (await filed()) === (await progress()));
  const before = await progress();
  assert.ok(before < 27);
  await axe('stopped');
  await button('resume').click();
  await eventually('some more to be filed', async () => (await progress()) >= before + 4);

  // In the middle of it the page is loaded anew.
  await desk.reload();
  await expect(desk.getByRole('heading', { level: 1, name: t('console.import.title') }));
  await choose(files.shiftJis);
  await expect(text('before'));
  await desk.locator('.import-next').getByRole('button').first().click();
  await expect(text('done', { filed: 27, all: 27 }));
  assert.equal(await filed(), 27);
  await axe('done');
  await shots(desk, 'console-import-done');

  // The codes of those that were filed before the reload come once more, and are the same.
  await desk.getByRole('button', { name: t('console.import.fetch_codes') }).click();
  await button('show_slips', { count: 27 }).click();
  assert.equal(await desk.locator('.slips-sheet').count(), 27);
  await shots(desk, 'console-import-slips', { whole: false });
  await axe('slips');
  await desk.emulateMedia({ media: 'print' });
  const paper = await desk.pdf({ format: 'A4' });
  await desk.emulateMedia({ media: 'screen' });
  assert.equal(pages(paper), 27, 'a sheet for each');
  const result = await downloaded(button('save_result'));
  assert.equal(result.trim().split('\r\n').length, 28);
  assert.match(result, /2,R-0,登録済み,[^,]+,\d{6} \d{6} \d{6}\r\n/);
  assert.equal(await filed(), 27);
});

test('mended and saved in another encoding, only the mended rows are new', async () => {
  await button('other_file').click();
  await choose(files.mended);
  await expect(text('all_right', { right: 30 }));
  await button('send', { count: 30 }).click();
  await expect(text('done', { filed: 30, all: 30 }));
  assert.equal(await filed(), 30);
});

test('rows that the server refuses do not keep the others; whoever is signed out goes on later', async () => {
  await button('other_file').click();
  let refused = 0;
  await desk.route('**/api/file-notification', (route) => {
    refused += 1;
    if (refused === 1) {
      const fields = [{ field: 'place', problem: 'does_not_exist' }];
      return route.fulfill({ status: 422, json: { error: { code: 'invalid_fields', message: '', fields } } });
    }
    if (refused === 3) {
      return route.fulfill({ status: 401, json: { error: { code: 'unauthenticated', message: '' } } });
    }
    return route.fallback();
  });
  await choose(files.another);
  await button('send', { count: 5 }).click();
  await expect(button('sign_in'));
  await expect(text('refused', { count: 1 }));
  await expect(desk.getByText(t('console.problem.does_not_exist')));
  await shots(desk, 'console-import-refused');
  await button('resume').click();
  await expect(text('done', { filed: 4, all: 5 }));
  await button('again').click();
  await expect(text('done', { filed: 5, all: 5 }));
  assert.equal(await filed(), 35);
});

test('the list is saved as it is shown, and nothing of a person stays on the device', async () => {
  // The next morning some of them have not checked in.
  await server.forwardTo('14:00');
  await server.forwardTo('13:00');
  token = await staffToken(server);
  await desk.reload();
  await desk.getByRole('link', { name: t('console.list.title') }).first().click();
  const save = desk.getByRole('button', { name: t('console.export.button') });
  await expect(save);
  const list = await downloaded(save);
  assert.ok(list.startsWith('\ufeff症例,フリガナ,年齢,'), list.slice(0, 80));
  assert.match(list, /,タカハシ,\d+歳,青波市,/);
  const kept = await desk.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const secret of ['髙橋', 'タカハシ', '昭和39', '000-0000']) assert.ok(!kept.includes(secret), secret);
  assert.deepEqual(wrong, []);
});

const text = (key, values) => desk.getByText(t(`console.import.${key}`, values));
const button = (key, values) => desk.getByRole('button', { name: t(`console.import.${key}`, values), exact: true });

async function choose(path) {
  await desk.locator('#import-file').setInputFiles(path);
}

/** How many rows the page says are answered. */
const progress = () => desk.locator('#import-progress').evaluate((element) => element.value);

/** How many people the centre has: found by the surname that all of them share. */
async function filed() {
  const names = new Set(sent.map((body) => body.request_id));
  let count = 0;
  for (const id of names) {
    const there = await call(server, 'get-case', `case=${id}`, token).then(() => 1, () => 0);
    count += there;
  }
  return count;
}

async function downloaded(what) {
  const [file] = await Promise.all([desk.waitForEvent('download'), what.click()]);
  return readFile(await file.path(), 'utf8');
}

/** The pages of a PDF, without reading it: each is an object of that type. */
const pages = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;

async function axe(name) {
  await desk.evaluate(AXE);
  const { violations } = await desk.evaluate(() => globalThis.axe.run());
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes[0].html}`), []);
}

async function writeFiles() {
  const row = (i, changes = {}) => ({
    id: `R-${i}`, report: server.day(), type: '確定例', onset: server.day(-1), name: `髙橋 桜${i}`,
    kana: `タカハシ サクラ${'ア'.repeat(i % 7)}${'イ'.repeat(Math.floor(i / 7))}`, sex: '女', birth: `昭和39年5月${1 + (i % 28)}日`, place: '青波市',
    phone: `000-0000-${String(1000 + i)}`, care: '自宅療養', hotel: '', ...changes,
  });
  const csv = (rows) => [HEADER, ...rows.map(Object.values)].map((cells) => cells.join(',')).join('\r\n');
  const right = Array.from({ length: ROWS }, (_, i) => row(i));
  const bad = right.slice();
  bad[4] = row(4, { phone: '1004' });
  bad[11] = row(11, { birth: '昭和70年1月1日' });
  bad[20] = row(20, { name: '=1+1' });
  const another = Array.from({ length: 5 }, (_, i) => row(100 + i, { kana: `タカハシ ハナ${'ウ'.repeat(i)}` }));
  const paths = {};
  for (const [name, bytes] of Object.entries({
    shiftJis: shiftJis(csv(bad)),
    mended: Buffer.from(`\ufeff${csv(right)}`),
    another: Buffer.from(csv(another)),
    columns: Buffer.from('報告日,好きな色\r\n今日,青'),
    workbook: Buffer.from('PK\x03\x04…'),
  })) {
    paths[name] = join(folder, `${name}.csv`);
    await writeFile(paths[name], bytes);
  }
  paths.huge = join(folder, 'huge.csv');
  const huge = await openFile(paths.huge, 'w');
  await huge.truncate(100_000_000);
  await huge.close();
  return paths;
}

/** Node writes only UTF-8; what it can read, turned around, writes Shift_JIS. */
function shiftJis(string) {
  const bytes = new Map();
  const decoder = new TextDecoder('shift_jis');
  const learn = (...pair) => {
    const char = decoder.decode(Uint8Array.from(pair));
    if (char.length === 1 && char !== '\ufffd' && !bytes.has(char)) bytes.set(char, pair);
  };
  for (let one = 0; one < 256; one += 1) learn(one);
  for (let first = 0x81; first <= 0xfc; first += 1) {
    for (let second = 0x40; second <= 0xfc; second += 1) learn(first, second);
  }
  return Buffer.from([...string].flatMap((char) => bytes.get(char) ?? assert.fail(`${char} is not in Shift_JIS`)));
}
