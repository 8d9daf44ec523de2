// A nurse moves a patient from home to the hotel; a colleague admits the same patient while the nurse
// has the form open again, and nothing is overwritten.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, fileCase, getCase, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

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

test('a patient is moved, and of two who move at once the second is told', async () => {
  const filed = await fileCase(server, token, { name: '岸田 みのる', kana: 'キシダ ミノル' });
  const nurse = await person(browser, 'desktop');
  const page = await nurse.newPage();
  const wrong = faults(page);
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  const dialog = page.locator('dialog#move');
  const open = () => page.getByRole('button', { name: t('console.move.title') }).click();
  const to = (status) => dialog.getByLabel(t(`console.care_status.${status}`), { exact: true }).check();
  const send = () => dialog.getByRole('button', { name: t('console.move.send') }).click();

  await open();
  await expect(dialog.getByText(t('console.move.current')));
  // From home nobody goes to a severe condition without an admission.
  assert.equal(await dialog.getByLabel(t('console.care_status.hospitalized_severe'), { exact: true }).count(), 0);
  await send();
  await expect(dialog.getByText(t('shared.problem.missing')));
  await to('hotel_isolation');
  await dialog.locator('#move-place').selectOption({ label: 'みなと宿泊療養施設' });
  await dialog.locator('#move-room').fill('0712');
  await dialog.locator('#move-from').fill('２５：００');
  await send();
  await expect(dialog.getByText(t('shared.problem.wrong_type')));
  await shots(page, 'console-move-wrong');
  // Before the stay that there is: refused by the same rule as on the server.
  await dialog.locator('#move-from').fill('0:01');
  await send();
  await expect(dialog.getByText(t('console.problem.before_stay')));
  await dialog.locator('#move-from').fill('１６時１分');
  await server.forward(300);
  await page.reload();
  // What was typed outlives a reload of the page.
  await open();
  assert.equal(await dialog.locator('#move-room').inputValue(), '0712');
  await shots(page, 'console-move');
  await send();
  await gone(dialog);
  let view = await getCase(server, token, filed);
  assert.deepEqual([view.care_status, view.place, view.room, view.stay], ['hotel_isolation', 'minato-hotel', '0712', 2]);
  await expect(page.getByText(t('console.timeline.moved')));
  await shots(page, 'console-moved');

  // A colleague admits the patient while the form is open.
  await open();
  await to('home_isolation');
  await dialog.locator('#move-note').fill('熱が下がったため');
  await call(server, 'move-patient', {
    request_id: randomUUID(),
    case: filed.case,
    seen: 2,
    stay: {
      care_status: 'hospitalized',
      place: 'shiokaze-hospital',
      from: `${server.now().toISOString().slice(0, 19)}Z`,
      risk: 'high',
      channel: 'app',
    },
  }, await staffToken(server, 'aoba-nurse-2'));
  await send();
  await expect(dialog.getByText(t('console.move.news')));
  assert.equal(await dialog.locator('#move-note').inputValue(), '熱が下がったため');
  await shots(page, 'console-move-news');
  view = await getCase(server, token, filed);
  assert.deepEqual([view.care_status, view.stay], ['hospitalized', 3]);

  // Having seen it, the nurse leaves it at that.
  await dialog.getByRole('button', { name: t('console.close_dialog') }).click();
  await gone(dialog);
  await expect(page.getByText(t('console.care_status.hospitalized')));
  await shots(page, 'console-hospitalized');
  assert.deepEqual(wrong, []);
  await nurse.close();
});
