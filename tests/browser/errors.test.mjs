// After an error everything that was typed is still in the form.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, checkIn, checkInsOf, fileCase, getCase, patientToken, staffToken } from './help/api.mjs';
import { BOTH, launch, person, shots } from './help/browser.mjs';
import { expect, gone } from './help/expect.mjs';
import { open, rowOf, signIn } from './help/nurse.mjs';
import { Hand } from './help/patient.mjs';
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

test('a temperature of 98 is refused with limit, hint and suggestion, and stays', async () => {
  const filed = await fileCase(server, token, { name: '北川 りん', kana: 'キタガワ リン' });
  const phone = await person(browser, 'phone');
  const hand = new Hand(await phone.newPage());
  await hand.activate(`${server.origin}/#${filed.code}`, filed.birthDate.split('-'));
  await hand.begin();
  await hand.danger();
  await hand.measure('body_temperature', '98');
  const input = hand.page.getByLabel(t('shared.field.body_temperature'));
  await expect(hand.page.getByText('33.0–45.0'));
  await expect(hand.page.getByText(t('shared.hint.fahrenheit_or_spo2')));
  await expect(hand.page.getByText(t('shared.suggestion')));
  assert.equal(await input.inputValue(), '98');
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
  await shots(hand.page, 'patient-temperature-wrong', BOTH);
  await input.fill('36.7');
  await hand.tap(hand.button('patient.next'));
  await expect(hand.heading('patient.measure.spo2.title'));
  await phone.close();
});

test('a call form is kept while the server is down, and sent when it is back', async () => {
  const filed = await alertedCase('三浦 いずみ', 'ミウラ イズミ');
  const nurse = await person(browser, 'desktop');
  const desk = await nurse.newPage();
  await signIn(desk, server);
  const form = await fillCallForm(desk, 'ミウラ', '水分がとれている。明日また電話する。');
  await server.kill();
  await form.getByRole('button', { name: t('console.call.send') }).click();
  await expect(form.getByText(t('console.form.kept')));
  await expectKept(form, '水分がとれている。明日また電話する。');
  await shots(desk, 'console-call-offline', BOTH);
  await server.start();
  await form.getByRole('button', { name: t('console.call.send') }).click();
  await expect(desk.getByText(t('console.call.done_closed', { name: '三浦 いずみ' })));
  await gone(rowOf(desk, 'ミウラ'));
  const view = await getCase(server, token, filed);
  const calls = view.timeline.filter((entry) => entry.what === 'called');
  assert.deepEqual(calls.map((entry) => entry.note), ['水分がとれている。明日また電話する。']);
  assert.equal(checkInsOf(view).length, 2, 'what was told on the phone is there once');
  await nurse.close();
});

test('an expired sign-in asks for a new one and loses nothing that was typed', async () => {
  await alertedCase('片桐 まこと', 'カタギリ マコト');
  const nurse = await person(browser, 'desktop');
  const desk = await nurse.newPage();
  await desk.clock.install();
  await signIn(desk, server);
  const form = await fillCallForm(desk, 'カタギリ', '熱は下がった。');
  // The provider forgets the browser too: the person has to type the password again.
  await nurse.clearCookies();
  await server.forward(9 * 3600);
  // Long enough for the list to be fetched anew.
  await desk.clock.fastForward(30_000);
  await expect(desk.getByText(t('console.sign_in.over')));
  await shots(desk, 'console-sign-in-over');
  await desk.getByRole('button', { name: t('console.sign_in.over_button') }).click();
  await expect(desk.locator('form.row #name'));
  await desk.locator('form.row #name').fill('aoba-nurse-1');
  await desk.locator('form.row #password').fill('demo-aoba-nurse-1');
  await desk.locator('form.row').getByRole('button').click();
  await expect(form);
  await expectKept(form, '熱は下がった。');
  await form.getByRole('button', { name: t('console.call.send') }).click();
  await expect(desk.getByText(t('console.call.done_closed', { name: '片桐 まこと' })));
  await nurse.close();
});

test('a device whose session was forged or ended asks for the code again and keeps the outbox', async () => {
  const filed = await fileCase(server, await staffToken(server), { name: '村井 そら', kana: 'ムライ ソラ' });
  const phone = await person(browser, 'phone');
  const hand = new Hand(await phone.newPage());
  await hand.activate(`${server.origin}/#${filed.code}`, filed.birthDate.split('-'));
  await hand.begin();
  await hand.danger();
  await hand.measure('body_temperature', '37.9');
  const cookies = await phone.cookies();
  assert.ok(cookies.length && cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Strict'));
  await phone.addCookies(cookies.map((cookie) => ({ ...cookie, value: `${cookie.value.slice(0, -2)}xx` })));
  // The access token in memory ends after 15 minutes.
  await server.forward(16 * 60);
  await hand.measure('spo2', '97');
  await hand.measure('pulse', '80');
  await hand.others();
  await hand.send();
  await expect(hand.page.getByText(t('patient.sync.signed_out')));
  assert.ok(!(await hand.page.locator('main').innerText()).includes(t('patient.answer.received')));
  await shots(hand.page, 'patient-signed-out');
  await hand.tap(hand.button('patient.sync.sign_in'));
  await expect(hand.heading('patient.activate.title'));
  await hand.page.getByLabel(t('shared.field.entry_code')).fill(filed.code);
  const [year, month, day] = filed.birthDate.split('-');
  await hand.page.getByLabel(t('patient.activate.year')).fill(year);
  await hand.page.getByLabel(t('patient.activate.month'), { exact: true }).fill(month);
  await hand.page.getByLabel(t('patient.activate.day'), { exact: true }).fill(day);
  await hand.tap(hand.button('patient.activate.submit'));
  await expect(hand.heading('patient.today.title'));
  await gone(hand.page.getByText(t('patient.sync.kept')));
  const view = await getCase(server, await staffToken(server), filed);
  assert.deepEqual(checkInsOf(view).map((entry) => entry.answers.body_temperature), [37.9]);
  await phone.close();
});

/** A case with an open caution. */
async function alertedCase(name, kana) {
  const filed = await fileCase(server, await staffToken(server), { name, kana });
  const body = checkIn(server, filed, { body_temperature: 38.7 });
  await call(server, 'submit-check-in', body, await patientToken(server, filed));
  return filed;
}

/** Opens the call form of a row and fills it in, without sending it. */
async function fillCallForm(desk, label, note) {
  await open(desk, server);
  await rowOf(desk, label).getByRole('link').focus();
  await desk.keyboard.press('c');
  const form = desk.getByRole('form', { name: t('console.call.title') });
  await expect(form);
  const choose = (group, key) =>
    form.getByRole('radiogroup', { name: t(group) }).getByRole('radio', { name: t(key), exact: true }).check();
  await choose('console.field.reached', 'console.reached.patient');
  await form.getByLabel(t('shared.field.body_temperature'), { exact: true }).fill('37.4');
  await form.getByLabel(t('console.field.note'), { exact: true }).fill(note);
  await choose('console.field.next_step', 'console.next_step.continue');
  await choose('console.call.end', 'console.call.close');
  await choose('console.field.reason', 'console.close_reason.advised');
  return form;
}

async function expectKept(form, note) {
  assert.equal(await form.getByLabel(t('console.field.note'), { exact: true }).inputValue(), note);
  assert.equal(await form.getByLabel(t('shared.field.body_temperature'), { exact: true }).inputValue(), '37.4');
  const chosen = form.getByRole('radio', { name: t('console.close_reason.advised'), exact: true });
  assert.ok(await chosen.isChecked());
}
