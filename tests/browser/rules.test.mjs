// Rules: a manager sees whose rules count, publishes another limit after seeing the difference, and a nurse
// reads it; a physician's limit for one patient is set on the case and stands among its facts.

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

test('a manager publishes a limit, and everybody sees whose it is', async () => {
  const manager = await person(browser, 'desktop');
  const page = await manager.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: '/console/rules', subject: 'aoba-manager-1' });
  await expect(page.getByText(t('console.rules.nothing_own')));
  await expect(page.getByText(t('console.rules.no_history')));
  await shots(page, 'console-rules');
  assert.deepEqual(await axe(page), []);

  const form = page.locator('.rules-form');
  const value = (path) => form.locator(`[id="rules-${path}"]`);
  await page.locator('#rules-publish').click();
  await form.locator('#rules-add').selectOption('triage.spo2_low');
  await form.locator('#rules-add').selectOption('schedules.home_standard.due');
  await value('triage.spo2_low').fill('39');
  await value('schedules.home_standard.due').fill('8:30 20:00');
  await form.locator('#rules-ask').click();
  await expect(form.getByText(t('shared.problem.out_of_range', { limit: '88–96' })));
  await expect(form.getByText(t('shared.problem.missing')));
  await shots(page, 'console-rules-wrong');
  assert.deepEqual(await axe(page), []);
  await value('triage.spo2_low').fill('９４');
  await form.locator('#rules-reason').fill('高地のため、早めに電話する');
  // What was typed outlives a reload of the page.
  await page.reload();
  await page.locator('#rules-publish').click();
  await form.locator('#rules-ask').click();
  const confirm = page.locator('dialog#rules-confirm');
  await expect(confirm.getByText('94 %'));
  await expect(confirm.getByText('08:30、20:00'));
  await shots(page, 'console-rules-confirm');
  assert.deepEqual(await axe(page), []);
  await confirm.locator('#rules-send').click();
  await expect(page.getByText(t('console.rules.done')));
  await gone(form);
  await expect(page.getByText(t('console.rules.planned'), { exact: true }));
  await shots(page, 'console-rules-published');
  assert.deepEqual(wrong, []);
  await manager.close();

  await server.forward(180);
  const nurse = await person(browser, 'desktop');
  const reader = await nurse.newPage();
  await signIn(reader, server, { path: '/console/rules' });
  const row = reader.getByRole('row').filter({ hasText: t('console.rule.triage.spo2_low') });
  await expect(row.getByText('94 %'));
  await expect(row.getByText(t('console.rules.nation_value', { value: '93 %' })));
  assert.equal(await reader.locator('#rules-publish').count(), 0, 'a nurse publishes nothing');
  await shots(reader, 'console-rules-in-force');
  await nurse.close();
});

test('a limit for one patient is set on the case', async () => {
  const filed = await fileCase(server, await staffToken(server), { name: '村井 つとむ', kana: 'ムライ ツトム' });
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  await page.getByRole('button', { name: t('console.limits.title') }).click();
  const dialog = page.locator('dialog#limits');
  await dialog.locator('#limits-spo2_low_limit').fill('88');
  await dialog.getByRole('button', { name: t('console.limits.send') }).click();
  await expect(dialog.getByText(t('shared.problem.missing')));
  await shots(page, 'console-limits-wrong');
  assert.deepEqual(await axe(page), []);
  await dialog.locator('#limits-spo2_baseline').fill('91');
  await dialog.locator('#limits-until').fill(server.day(20));
  await dialog.locator('#limits-physician').fill('朝倉 医師');
  await dialog.locator('#limits-reason').fill('慢性閉塞性肺疾患のため');
  await dialog.getByRole('button', { name: t('console.limits.send') }).click();
  await gone(dialog);
  const fact = page.locator('.facts > div').filter({ hasText: t('console.limits.title') });
  await expect(fact.getByText('88%'));
  await expect(page.getByText('朝倉 医師'));
  await shots(page, 'console-limits-set');
  const view = await call(server, 'get-case', `case=${filed.case}`, await staffToken(server));
  assert.equal(view.personal.spo2_low_limit, 88);
  assert.deepEqual(wrong, []);
});
