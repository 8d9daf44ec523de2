// The first contact sheet: a nurse asks, the risk class follows while she types, a colleague records
// another sheet at the same time, and two cases of a household are linked.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { call, fileCase, getCase, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server, browser, token;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('16:00');
  token = await staffToken(server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What keeps people out of the page as it is now. */
async function serious(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
}

test('a sheet is asked, and of two who record at once the second sees both', async () => {
  const filed = await fileCase(server, token, { name: '花村 さくら', kana: 'ハナムラ サクラ' });
  const child = await fileCase(server, token, {
    name: '花村 りく', kana: 'ハナムラ リク', birthDate: '2012-03-04', phone: '000-0000-0902',
  });
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  await expect(page.getByText(t('console.first_contact.none')));
  await page.getByRole('link', { name: t('console.first_contact.title') }).first().click();
  const pick = (field, words) => page.locator(`[name="${field}"]`).locator('xpath=..').filter({ hasText: words }).first().click();
  const now = page.locator('#risk-now');

  // What the notification says is shown as that; what nobody asked counts as high.
  await expect(page.getByText(t('console.first_contact.from_notification')));
  await expect(now.getByText(t('console.risk.high')));
  await expect(now.getByText(t('console.first_contact.reason.severity_not_asked')));
  await shots(page, 'console-first-contact-empty');
  await pick('lives_alone', t('console.no'));
  await page.locator('#risk_factors').check();
  await pick('immunocompromised', t('console.no'));
  await pick('pregnant', t('console.no'));
  await pick('severity', t('console.severity.mild'));
  await page.getByRole('button', { name: t('console.first_contact.confirm') }).click();
  await gone(page.getByText(t('console.first_contact.from_notification')));
  await expect(now.getByText(t('console.risk.standard')));
  await expect(now.getByText('09:00'));
  await page.locator('#factor-diabetes').check();
  await expect(now.getByText(t('console.first_contact.reason.risk_factor')));
  await expect(now.getByText('15:00'));

  // Errors stand at their fields.
  await pick('no_emergency_contact', t('console.first_contact.contact_yes'));
  await page.locator('#emergency_contact-name').fill('花村 誠');
  await page.locator('#emergency_contact-phone').fill('0312');
  await page.locator('#best_hours-from').fill('１０時');
  await page.locator('#best_hours-to').fill('9:30');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(t('console.problem.not_a_phone')));
  await expect(page.locator('#best_hours-to-error').getByText(t('shared.problem.contradiction')));
  await shots(page, 'console-first-contact-wrong');
  await page.locator('#emergency_contact-phone').fill('000-0000-0999');
  await page.locator('#best_hours-to').fill('12:00');
  await page.locator('#language').selectOption('vi');
  await page.locator('#notes').fill('呼び鈴は鳴らない');

  // The child is a case of its own: a person links the two.
  await page.getByRole('button', { name: t('console.first_contact.add') }).click();
  await page.locator('#household-0--name_kana').fill('ハナムラ リク');
  await page.locator('#household-0-relation').selectOption('child');
  await page.locator('#household-0-find').click();
  await page.getByRole('button', { name: /ハナムラ リク.*青波市/ }).click();

  // What was typed outlives a reload of the page.
  await page.reload();
  await expect(page.getByText(t('console.form.old')));
  assert.equal(await page.locator('#notes').inputValue(), '呼び鈴は鳴らない');
  assert.deepEqual(await serious(page), []);
  await shots(page, 'console-first-contact');

  // A colleague records a sheet meanwhile.
  await call(server, 'record-first-contact', {
    request_id: randomUUID(),
    case: filed.case,
    seen: 0,
    sheet: { lives_alone: true, risk_factors: [], immunocompromised: false, pregnant: false, severity: 'mild' },
  }, await staffToken(server, 'aoba-nurse-2'));
  await page.keyboard.press('Control+Enter');
  const compare = page.locator('#compare');
  await expect(compare.locator('.differs').filter({ hasText: t('console.field.lives_alone') }));
  await expect(compare.locator('tr:not(.differs)').filter({ hasText: t('console.field.severity') }));
  assert.equal(await page.locator('#notes').inputValue(), '呼び鈴は鳴らない');
  assert.deepEqual(await serious(page), []);
  await shots(page, 'console-first-contact-news');
  await compare.getByRole('button', { name: t('console.first_contact.seen') }).click();
  await page.keyboard.press('Control+Enter');

  await expect(page.locator('a[href="tel:00000000999"]'));
  await expect(page.getByText('呼び鈴は鳴らない'));
  await shots(page, 'console-case-with-sheet');
  assert.deepEqual(await serious(page), []);
  const view = await getCase(server, token, filed);
  assert.deepEqual([view.first_contact.n, view.risk, view.linked.length], [2, 'high', 1]);
  // A call that was about no work leaves none in hand.
  await call(server, 'finish-call', {
    request_id: randomUUID(), case: filed.case, reached: 'patient', next_step: 'continue', note: '変わりなし',
  }, token);
  await page.reload();
  const told = page.locator('.timeline .entry').filter({ hasText: '変わりなし' });
  await expect(told);
  assert.equal(await told.getByText(t('console.timeline.kept')).count(), 0);
  // The other way round.
  await page.getByRole('link', { name: /ハナムラ/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: '花村 りく' }));
  await expect(page.locator('.household a').filter({ hasText: 'ハナムラ' }));
  assert.equal((await getCase(server, token, child)).linked[0].case, filed.case);
  assert.deepEqual(wrong, []);
  await nurse.close();
});
