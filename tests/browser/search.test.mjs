// Search: from any page, by whatever a caller, a slip or a fax says, with the keyboard alone; and what
// is typed goes nowhere but into the request.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileCase, staffToken } from './help/api.mjs';
import { BOTH, faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

let server, browser, desk, wrong, box, hits, filed;
const asked = [];

const JUNKO = { name: '髙橋 順子', kana: 'タカハシ ジュンコ', birthDate: '1984-05-01', phone: '000-0000-4321' };
const ICHIRO = { name: '高橋 一郎', kana: 'タカハシ イチロウ', birthDate: '1950-12-24', phone: '000-0000-4322' };

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  const token = await staffToken(server);
  filed = await fileCase(server, token, JUNKO);
  await fileCase(server, token, ICHIRO);
  const nurse = await person(browser, 'desktop');
  desk = await nurse.newPage();
  wrong = faults(desk);
  desk.on('request', (request) => asked.push(request));
  await signIn(desk, server);
  box = desk.getByRole('combobox', { name: t('console.find.label') });
  hits = desk.getByRole('listbox', { name: t('console.find.results') }).getByRole('option');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a surname finds two people, the arrows choose, Enter opens the case', async () => {
  await expect(box);
  await desk.keyboard.press('s');
  assert.ok(await box.evaluate((element) => element === document.activeElement));
  await desk.keyboard.type('たかはし');
  await desk.keyboard.press('Enter');
  await expect(hits);
  assert.equal(await hits.count(), 2);
  // In the order of their names: Ichirō before Junko.
  assert.match(await hits.nth(0).innerText(), /イチロウ/);
  assert.equal(await hits.nth(0).getAttribute('aria-selected'), 'true');
  await desk.keyboard.press('ArrowDown');
  assert.equal(await hits.nth(1).getAttribute('aria-selected'), 'true');
  assert.match(await hits.nth(1).innerText(), /髙橋 順子/);
  assert.match(await hits.nth(1).innerText(), /4321/);
  await shots(desk, 'console-search-hits', { ...BOTH, whole: false });
  await desk.keyboard.press('Enter');
  await desk.waitForURL(`**/console/cases/${filed.case}`);
  await expect(desk.getByText('髙橋 順子'));
  await gone(hits);
  assert.equal(await box.inputValue(), '');
});

test('from the case page, by birth date, telephone and the code of a slip', async () => {
  for (const text of ['S59.5.1', '高橋　１９８４／５／１', '000 0000 4321', filed.code]) {
    await box.fill(text);
    await box.press('Enter');
    await expect(hits);
    assert.equal(await hits.count(), 1, text);
    assert.match(await hits.first().innerText(), /順子/);
    await desk.keyboard.press('Escape');
    await gone(hits);
  }
  // A click opens too, and leaves nothing behind.
  await box.fill('タカハシ イチロウ');
  await desk.getByRole('button', { name: t('console.find.button') }).click();
  await hits.first().click();
  await expect(desk.getByText('高橋 一郎'));
});

test('nobody, and what cannot be looked for, are said', async () => {
  await box.fill('ダレデモ');
  await box.press('Enter');
  const below = desk.locator('.find-below');
  await expect(below.getByText(t('console.find.none')));
  await shots(desk, 'console-search-none', { whole: false });
  await box.fill('4321');
  await gone(below);
  await box.press('Enter');
  await expect(below.getByText(t('console.problem.not_searchable')));
  await shots(desk, 'console-search-refused', { whole: false });
  // The keyboard leaves it with Escape: first what is under the box, then what is in it.
  await box.press('Escape');
  await gone(below);
  await box.press('Escape');
  assert.equal(await box.inputValue(), '');
});

test('what was typed is in no address, no storage and no log', async () => {
  const kept = await desk.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const typed of ['たかはし', 'タカハシ', '1984', '4321', 'ダレデモ', filed.code]) {
    assert.ok(!kept.includes(typed), typed);
    for (const request of asked) {
      assert.ok(!decodeURIComponent(request.url()).includes(typed), request.url());
    }
  }
  assert.deepEqual(wrong, []);
});
