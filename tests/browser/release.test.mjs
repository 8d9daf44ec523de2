// Releases: who is to be released is listed with every condition, all that are known are released at once,
// the others one by one with a reason; the case says when somebody is expected to be.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, getCase, staffToken } from './help/api.mjs';
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
  await server.forwardTo('09:05');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('r15: those who are fully known are released together, the others with a reason', async () => {
  const staff = await person(browser, 'desktop');
  const page = await staff.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: '/console/releases' });
  await expect(page.getByText(t('console.release.empty')));
  await shots(page, 'console-releases-empty');

  const token = await staffToken(server);
  const people = [];
  for (const [name, kana] of [['三好 さなえ', 'ミヨシ サナエ'], ['古賀 正', 'コガ タダシ'], ['水野 みなと', 'ミズノ ミナト']]) {
    people.push(await fileCase(server, token, { name, kana }));
  }
  // Ill for two days when filed; well since then. The third never says whether it took a medicine.
  for (let day = 0; day < 6; day += 1) {
    await server.forward(86_400);
    const nurse = await staffToken(server);
    for (const [i, filed] of people.entries()) {
      const answers = i === 2 ? { antipyretic_taken: undefined } : {};
      await call(server, 'submit-check-in', checkIn(server, filed, answers), nurse);
    }
  }
  await page.waitForTimeout(2_000);
  await page.goto(`${server.origin}/console/releases`);
  const row = (kana) => page.getByRole('row').filter({ hasText: kana });
  await expect(row('ミヨシ').getByText(t('console.release.ready')));
  await expect(row('ミズノ').getByText(t('console.release.by_hand')));
  assert.equal(await row('ミズノ').getByRole('checkbox').count(), 0, 'what is unknown is not released in bulk');
  await shots(page, 'console-releases');
  assert.deepEqual(await axe(page), []);

  await page.locator('#choose-all').check();
  await page.locator('#release-chosen').click();
  const dialog = page.locator('dialog#releases');
  await expect(dialog.getByText(t('console.release.final')));
  await shots(page, 'console-releases-confirm');
  assert.deepEqual(await axe(page), []);
  await dialog.locator('#release-all').click();
  await expect(dialog.getByText(t('console.release.row_done')).nth(1));
  await shots(page, 'console-releases-done');
  await dialog.getByRole('button', { name: t('console.close_dialog') }).click();
  await gone(row('ミヨシ'));

  await row('ミズノ').getByRole('button').click();
  const decide = page.locator('dialog#release');
  await decide.getByRole('radio').first().check();
  await decide.getByRole('button', { name: t('console.release.send') }).click();
  await expect(decide.getByText(t('shared.problem.missing')));
  await shots(page, 'console-release-decide');
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.origin}/console/cases/${people[2].case}`);
  await expect(page.getByText(t('console.release.expected'), { exact: true }));
  await shots(page, 'console-release-expected');
  const view = await getCase(server, await staffToken(server), people[0]);
  assert.equal(view.outcome, 'released');
  assert.deepEqual(wrong, []);
});
