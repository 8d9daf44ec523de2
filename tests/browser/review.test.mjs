// A clinic files, the health centre returns and accepts, and what is owed moves between them; a test is
// entered and everything is on the notification's page.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { call, staffToken } from './help/api.mjs';
import { axe } from './help/axe.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { rowOf, signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const CLINIC = 'hibari-clinic-1';

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

/** The clinic files a case with the light form. */
async function fileAsClinic(name, kana) {
  const token = await staffToken(server, CLINIC);
  return call(server, 'file-notification', {
    request_id: randomUUID(),
    organisation: 'hibari-clinic',
    notification: {
      form: 'covid-19/light-2020-05-29',
      answers: {
        values: {
          report_date: server.day(),
          onset_date: server.day(-2),
          case_type: 'confirmed_patient',
          name,
          name_kana: kana,
          sex: 'female',
          birth_date: '1984-05-01',
          municipality: '月浜町',
          phone: '000-0000-0904',
        },
      },
    },
  }, token);
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const inbox = (page) => page.getByRole('listitem').filter({ has: page.locator('.inbox-by') });

test('r08: a notification is returned, corrected by the clinic, and accepted', async () => {
  const filed = await fileAsClinic('小森 あやめ', 'コモリ アヤメ');
  await fileAsClinic('三宅 りん', 'ミヤケ リン');

  const nurse = await (await person(browser, 'desktop')).newPage();
  const wrong = faults(nurse);
  await signIn(nurse, server, { path: '/console/notifications' });
  await expect(inbox(nurse).filter({ hasText: 'コモリ' }));
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-inbox');
  await inbox(nurse).filter({ hasText: 'コモリ' }).getByRole('link').click();
  await expect(heading(nurse, '小森 あやめ'));
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-notification-page');

  // With the keyboard: r asks for the reason.
  await nurse.keyboard.press('r');
  const dialog = nurse.getByRole('dialog');
  await dialog.getByRole('button', { name: t('console.notice.return_send') }).click();
  await expect(dialog.locator('[aria-invalid=true]'));
  await dialog.locator('#refuse-reason').fill('電話番号が1けた足りないようです');
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-return');
  await dialog.getByRole('button', { name: t('console.notice.return_send') }).click();
  await gone(dialog);
  await expect(nurse.getByText('電話番号が1けた足りないようです'));

  // The clinic finds it among what it owes, on a phone.
  const clinic = await (await person(browser, 'phone')).newPage();
  const clinicWrong = faults(clinic);
  await signIn(clinic, server, { subject: CLINIC });
  await expect(rowOf(clinic, 'コモリ'));
  await shots(clinic, 'console-clinic-worklist');
  await rowOf(clinic, 'コモリ').locator('.row-link').click();
  await expect(heading(clinic, '小森 あやめ'));
  await clinic.getByRole('link', { name: t('console.correct.title') }).click();
  await expect(heading(clinic, t('console.correct.title')));
  await expect(clinic.getByText('電話番号が1けた足りないようです'));
  await clinic.locator('#phone').fill('000-0000-0905');
  // Nothing typed is lost by a reload.
  await clinic.reload();
  await expect(heading(clinic, t('console.correct.title')));
  assert.equal(await clinic.locator('#phone').inputValue(), '000-0000-0905');
  assert.deepEqual(await axe(clinic), []);
  await shots(clinic, 'console-correct');
  await clinic.getByRole('button', { name: t('console.correct.send') }).click();
  await expect(heading(clinic, '小森 あやめ'));
  await expect(clinic.getByText('000-0000-0905'));

  // The nurse sees what changed, and accepts with one key.
  await nurse.goto(`${server.origin}/console/cases/${filed.case}/notification`);
  await expect(heading(nurse, '小森 あやめ'));
  await expect(nurse.locator('.changed').filter({ hasText: '000-0000-0905' }));
  await shots(nurse, 'console-notification-corrected');
  await nurse.keyboard.press('a');
  await expect(nurse.locator('.heading .tag').filter({ hasText: t('console.notification_state.accepted') }));

  await clinic.goto(`${server.origin}/console/notifications`);
  await clinic.getByRole('button', { name: t('console.notification_state.accepted') }).click();
  await expect(inbox(clinic).filter({ hasText: 'コモリ' }));
  assert.deepEqual([...wrong, ...clinicWrong], []);
});

test('r26: a test is entered on the notification’s page', async () => {
  const filed = await fileAsClinic('遠山 つばさ', 'トオヤマ ツバサ');
  const nurse = await (await person(browser, 'desktop')).newPage();
  const wrong = faults(nurse);
  await signIn(nurse, server, { path: `/console/cases/${filed.case}/notification` });
  await expect(heading(nurse, '遠山 つばさ'));
  await nurse.getByRole('button', { name: t('console.test.title') }).click();
  const dialog = nurse.getByRole('dialog');
  await dialog.locator('#test-method').selectOption('nucleic_acid_amplification');
  await dialog.locator('#test-specimen').selectOption('saliva');
  await dialog.locator('#test-specimen_date').fill(server.day(-1));
  await dialog.getByText(t('console.test.negative')).click();
  assert.deepEqual(await axe(nurse), []);
  await shots(nurse, 'console-test');
  await dialog.getByRole('button', { name: t('console.test.send') }).click();
  await gone(dialog);
  await expect(nurse.getByRole('heading', { name: t('console.test.heading'), exact: true }));
  assert.deepEqual(wrong, []);
});
