// Two notifications of one person: proposed, compared side by side, merged, and taken back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, fileCase, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

let server, browser;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

test('who was filed twice is compared, merged with a reason, and parted again', async () => {
  const token = await staffToken(server);
  const first = await fileCase(server, token, { name: '長井 さつき', kana: 'ナガイ サツキ', birthDate: '1979-08-02' });
  const second = await fileCase(server, token, { name: '永井 さつき', kana: 'ナガイ サツキ', birthDate: '1979-08-02', phone: '000-0000-0955' });

  const nurse = await (await person(browser, 'desktop')).newPage();
  const wrong = faults(nurse);
  await signIn(nurse, server, { path: `/console/cases/${second.case}` });
  await expect(heading(nurse, '永井 さつき'));
  await expect(nurse.getByText(t('console.duplicate.owed', { count: '1' })));
  assert.deepEqual(await axe(nurse), []);
  await nurse.locator('.banner').getByRole('link', { name: t('console.duplicate.compare') }).click();
  await expect(heading(nurse, t('console.duplicate.title')));
  const pair = nurse.getByRole('region', { name: '長井 さつき' });
  await expect(pair.getByText(t('console.likeness.name_and_birth_date')));
  await expect(pair.locator('tr.changed').filter({ hasText: '000-0000-0955' }));
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-duplicates');

  await pair.getByRole('button', { name: t('console.duplicate.act.merged') }).click();
  const dialog = nurse.getByRole('dialog');
  await dialog.locator('#duplicate-note').fill('電話で本人に確認');
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-duplicate-merge', { whole: false });
  await dialog.getByRole('button', { name: t('console.duplicate.send') }).click();
  await gone(dialog);
  await expect(pair.getByText(t('console.linkage.merged')));
  const merged = await call(server, 'get-case', `case=${second.case}`, token);
  assert.deepEqual([merged.kind, merged.outcome], ['duplicate', 'duplicate']);
  assert.equal((await call(server, 'get-case', `case=${first.case}`, token)).kind, 'confirmed');

  // The case says where its person is followed, and the story why.
  await nurse.goto(`${server.origin}/console/cases/${second.case}`);
  await expect(nurse.getByText(t('console.duplicate.is_duplicate')));
  await expect(nurse.getByText('電話で本人に確認'));
  await shots(nurse, 'console-duplicate-case');
  await nurse.getByRole('link', { name: t('console.duplicate.compare') }).click();
  await nurse.getByRole('button', { name: t('console.duplicate.undo') }).click();
  await nurse.getByRole('dialog').getByRole('button', { name: t('console.duplicate.send') }).click();
  await gone(nurse.getByRole('dialog'));
  await expect(nurse.getByRole('button', { name: t('console.duplicate.act.different') }));
  assert.equal((await call(server, 'get-case', `case=${second.case}`, token)).care_status, 'home_isolation');
  await nurse.getByRole('button', { name: t('console.duplicate.act.different') }).click();
  await nurse.getByRole('dialog').getByRole('button', { name: t('console.duplicate.send') }).click();
  await gone(nurse.getByRole('dialog'));
  await expect(nurse.locator('.card h2 .tag').filter({ hasText: t('console.linkage.different') }));
  assert.deepEqual(wrong, []);
});

test('any two cases can be compared, on a phone too', async () => {
  const token = await staffToken(server);
  const one = await fileCase(server, token, { name: '古川 まこと', kana: 'フルカワ マコト', birthDate: '1961-02-03' });
  await fileCase(server, token, { name: '村井 けい', kana: 'ムライ ケイ', birthDate: '1972-03-04', phone: '000-0000-0977' });
  const nurse = await (await person(browser, 'phone')).newPage();
  const wrong = faults(nurse);
  await signIn(nurse, server, { path: `/console/cases/${one.case}/duplicates` });
  await expect(nurse.getByText(t('console.duplicate.none')));
  await nurse.locator('#another').fill('ムライ ケイ');
  await nurse.locator('#another').press('Enter');
  await nurse.getByRole('button', { name: t('console.duplicate.pick_of', { who: '村井 けい' }) }).click();
  await expect(nurse.getByRole('region', { name: '村井 けい' }).locator('table').first());
  await shots(nurse, 'console-duplicates-picked');
  assert.deepEqual(await axe(nurse), []);
  assert.deepEqual(wrong, []);
});
