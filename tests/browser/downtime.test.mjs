// Before the system is down: everybody who is followed is saved as one encrypted file, which opens from the
// disk with the passphrase alone, and in which nobody can be found without it.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { call, checkIn, fileCase, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const PASSPHRASE = 'みなと 七つの 青い 灯台';
const PHONE = '000-0042-4242';

let server, browser, folder;

before(async () => {
  server = await startServer();
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'mimamori-downtime-'));
  await server.forwardTo('09:30');
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the saved list opens without a network, and only with the passphrase', async () => {
  const token = await staffToken(server);
  const filed = await fileCase(server, token, { name: '灯野 <b>なみ</b>', kana: 'トモノ ナミ', phone: PHONE });
  await fileCase(server, token, { name: '二階堂 あきら', kana: 'ニカイドウ アキラ' });
  await call(server, 'submit-check-in', checkIn(server, filed, { spo2: 92, remarks: '少し苦しい' }), token);

  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: '/console/handover' });
  await page.getByRole('link', { name: t('console.downtime.title') }).click();
  await page.locator('#downtime-passphrase').fill('みじかい');
  await page.locator('#downtime-save').click();
  await expect(page.getByText(t('console.downtime.too_short', { count: 12 })));
  await page.locator('#downtime-passphrase').fill(PASSPHRASE);
  await page.locator('#downtime-again').fill(`${PASSPHRASE}!`);
  await page.locator('#downtime-save').click();
  await expect(page.getByText(t('console.downtime.differs')));
  await shots(page, 'console-downtime-wrong');
  assert.deepEqual(await axe(page), []);
  await page.locator('#downtime-again').fill(PASSPHRASE);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#downtime-save').click()]);
  assert.match(download.suggestedFilename(), /^mimamori-downtime-\d{4}-\d\d-\d\d-\d{4}\.html$/);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  await expect(page.getByText(t('console.downtime.saved', { count: 2 })));
  assert.equal(await page.locator('#downtime-passphrase').inputValue(), '');
  await shots(page, 'console-downtime-saved');
  assert.deepEqual(wrong, []);

  const text = await readFile(path, 'utf8');
  for (const secret of ['灯野', 'トモノ', 'なみ', PHONE, PHONE.replaceAll('-', ''), filed.case, '二階堂', PASSPHRASE, '92']) {
    const hidden = secret === '92' ? !text.includes('>92') : !text.includes(secret);
    assert.ok(hidden, `${secret} can be read in the file`);
  }
  const { rounds } = JSON.parse(text.match(/id="sealed">(.*?)<\/script>/s)[1]);
  assert.ok(rounds >= 600_000);

  const offline = await person(browser, 'desktop', { offline: true });
  const paper = await offline.newPage();
  const broken = faults(paper);
  const asked = [];
  paper.on('request', (request) => asked.push(request.url()));
  await paper.goto(pathToFileURL(path).href);
  await shots(paper, 'downtime-file-locked');
  await paper.locator('#passphrase').fill(`${PASSPHRASE}x`);
  await paper.locator('#go').click();
  await expect(paper.getByText(t('console.downtime.wrong')));
  assert.equal(await paper.getByText('トモノ').count(), 0);
  await paper.locator('#passphrase').fill(PASSPHRASE);
  await paper.locator('#go').click();
  // What people typed is text, whatever it looks like; the worst is on top.
  const first = paper.locator('tbody tr').first();
  await expect(first.getByText('灯野 <b>なみ</b>'));
  await expect(first.getByText(PHONE));
  await expect(first.getByText(/SpO2.*92/));
  await expect(first.getByText(t('shared.level.urgent')));
  await expect(paper.getByText('二階堂 あきら'));
  assert.equal(await paper.getByText(t('shared.date.today')).count(), 0, 'paper is read on other days too');
  await shots(paper, 'downtime-file');
  await paper.emulateMedia({ media: 'print' });
  await paper.screenshot({ path: join(folder, 'print.png') });
  assert.ok(!(await paper.locator('#print').isVisible()), 'the button is not printed');
  assert.deepEqual(asked.filter((url) => !url.startsWith('file:')), []);
  assert.deepEqual(broken, []);
});
