// The whole story: a nurse files a case, the patient checks in, gets worse, and is called; and
// another falls silent.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, getCase, patientToken, staffToken } from './help/api.mjs';
import { BOTH, faults, launch, person, shots } from './help/browser.mjs';
import { Clerk } from './help/clerk.mjs';
import { eventually, expect, gone } from './help/expect.mjs';
import { open, rowOf, signIn } from './help/nurse.mjs';
import { Hand } from './help/patient.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const NAME = '星野 あかり';
const KANA = 'ホシノ アカリ';
/** What the label says: the surname in kana. */
const LABEL = 'ホシノ';
const PHONE = '000-0000-0911';
const BIRTH = ['1984', '5', '1'];

let server, browser, nurse, desk, phone, hand, link;
const wrong = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('16:00');
  nurse = await person(browser, 'desktop');
  await nurse.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  desk = await nurse.newPage();
  phone = await person(browser, 'phone');
  hand = new Hand(await phone.newPage());
  wrong.push(faults(desk), faults(hand.page));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a nurse signs in through the issuer\'s page', async () => {
  await desk.goto(`${server.origin}/console/`);
  await expect(desk.locator('form.row #name'));
  await shots(desk, 'console-sign-in');
  await signIn(desk, server);
  await expect(desk.getByRole('heading', { name: t('console.list.empty') }));
  await shots(desk, 'console-list-empty', BOTH);
});

test('files a case with the keyboard alone', async () => {
  const clerk = new Clerk(desk);
  await desk.keyboard.press('n');
  await expect(desk.getByRole('heading', { level: 1, name: t('console.notification.title') }));
  await shots(desk, 'console-notification-empty');
  await clerk.answer('case_type', 'confirmed_patient');
  await clerk.text('name', NAME);
  await clerk.text('name_kana', KANA);
  await clerk.answer('sex', 'female');
  await clerk.text('birth_date', 'S59.5.1');
  await clerk.text('municipality', '青波市');
  await clerk.text('phone', PHONE);
  await clerk.text('onset_date', server.day(-2));
  await clerk.choose('care_status', 0);
  await clerk.choose('risk', 1);
  await shots(desk, 'console-notification-filled', BOTH);
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByRole('heading', { name: t('console.slip.filed') }));
});

test('gets the slip with digits and QR code', async () => {
  const slip = desk.getByRole('article', { name: t('console.slip.title') });
  const digits = (await slip.locator('.slip-code').innerText()).replaceAll(/\s/g, '');
  assert.match(digits, /^\d{18}$/);
  await expect(slip.getByRole('img', { name: t('console.slip.qr') }));
  await desk.getByRole('button', { name: t('console.slip.copy') }).click();
  await expect(desk.getByText(t('console.slip.copied')));
  link = await desk.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, `${server.origin}/#${digits}`);
  assert.ok(!(await slip.innerText()).includes(KANA));
  await shots(desk, 'console-slip', BOTH);
});

test('the patient opens the link and gives the birth date', async () => {
  await desk.goto('about:blank');
  await server.forwardTo('07:30');
  await hand.page.goto(link);
  await expect(hand.heading('patient.activate.title'));
  assert.equal(new URL(hand.page.url()).hash, '', 'the code does not stay in the address');
  await shots(hand.page, 'patient-activate', BOTH);
  await hand.activate(link, BIRTH);
  await expect(hand.page.getByText(t('patient.today.open')));
  await shots(hand.page, 'patient-home-open', BOTH);
});

test('checks in when well with at most eight taps, nothing prefilled', async () => {
  hand.taps = 0;
  await hand.begin();
  await expect(hand.heading('patient.danger.title'));
  await shots(hand.page, 'patient-danger', BOTH);
  await shots(hand.page, 'patient-danger-top', { whole: false });
  await hand.danger();
  await expect(hand.heading('patient.measure.body_temperature.title'));
  await shots(hand.page, 'patient-temperature', BOTH);
  await hand.measure('body_temperature', '36.5');
  await hand.measure('spo2', '98');
  await hand.measure('pulse', '72');
  await expect(hand.heading('patient.symptoms.title'));
  await shots(hand.page, 'patient-symptoms');
  await hand.others();
  await expect(hand.heading('patient.finish.title'));
  await shots(hand.page, 'patient-finish', BOTH);
  await hand.send();
  await expect(hand.heading('patient.answer.received'));
  assert.ok(hand.taps <= 8, `${hand.taps} taps`);
  console.log(`taps when well: ${hand.taps}`);
  await expect(hand.page.getByText(t('shared.level.ok'), { exact: true }));
  await shots(hand.page, 'patient-answer-ok', BOTH);
  await hand.tap(hand.button('patient.home'));
  await expect(hand.page.getByText(t('patient.today.done')));
  await shots(hand.page, 'patient-home-done');
});

test('the next day an emergency shows 119 before anything else, without a network', async () => {
  await server.forwardTo('07:20');
  await hand.page.reload();
  await expect(hand.page.getByText(t('patient.today.open')));
  await phone.setOffline(true);
  await hand.begin();
  await hand.danger(['em_chest_pain']);
  await expect(hand.heading('patient.emergency.title'));
  await expect(hand.page.getByRole('link', { name: t('patient.call_119') }));
  await expect(hand.page.getByText(t('patient.sync.kept', { count: 1 })));
  assert.ok(!(await hand.page.locator('main').innerText()).includes(t('patient.answer.received')));
  await shots(hand.page, 'patient-emergency', BOTH);
  await phone.setOffline(false);
  await gone(hand.page.getByText(t('patient.sync.kept', { count: 1 })));
  await hand.tap(hand.button('patient.emergency.go_on'));
  await hand.rest({ temperature: '38.8', spo2: '92', pulse: '104', symptoms: ['breathlessness'] });
  // Values as bad as these are an emergency only by the symptom, which was said already.
  await expect(hand.heading('patient.answer.received'));
  await expect(hand.page.getByText(t('patient.alert.call_by')));
  await shots(hand.page, 'patient-answer-emergency', BOTH);
  await hand.tap(hand.button('patient.home'));
  await expect(hand.page.getByText(t('patient.alert.call_by')));
  await shots(hand.page, 'patient-home-alert', BOTH);
});

test('the alert stands first in the worklist, with label and clock', async () => {
  const token = await staffToken(server);
  const other = await fileCase(server, token, { name: '林 さゆり', kana: 'ハヤシ サユリ' });
  const opened = await patientToken(server, other);
  await call(server, 'submit-check-in', checkIn(server, other, { body_temperature: 38.7 }), opened);
  await open(desk, server);
  await expect(rowOf(desk, 'ハヤシ'));
  const first = desk.getByRole('row').nth(1);
  // An emergency is taken in hand within 15 minutes.
  await expect(first.getByText(/^あと1[0-5]分$/));
  const text = await first.innerText();
  for (const part of [LABEL, '青波市', t('shared.level.emergency'), t('console.reason.emergency_symptom')]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
  assert.match(text, /\d+歳/);
  assert.match(text, t('console.due.until'));
  await shots(desk, 'console-list', BOTH);
});

test('the night cover\'s topic was told, without personal data', async () => {
  const [told] = await eventually('a message', async () => {
    const all = (await server.messages()).filter((message) => message.subject.includes('emergency'));
    return all.length > 0 && all;
  });
  // At twenty past seven the prefecture keeps watch for the centre.
  assert.equal(told.topic, 'mimamori-local-mizuho-pref');
  const page = await nurse.newPage();
  await page.goto(`${server.origin}/outbox`);
  const text = await page.locator('main').innerText();
  assert.ok(text.includes(told.topic) && text.includes(t('shared.level.emergency')), text);
  for (const secret of [NAME, LABEL, PHONE, '青波市', '1984', '胸']) assert.ok(!text.includes(secret), secret);
  await shots(page, 'outbox');
  await page.close();
});

test('the nurse takes it in hand, calls, writes, and closes', async () => {
  await desk.bringToFront();
  await rowOf(desk, LABEL).getByRole('link').focus();
  await desk.keyboard.press('t');
  await expect(rowOf(desk, LABEL).getByText(t('console.state.mine')));
  await desk.keyboard.press('Enter');
  await expect(desk.getByRole('heading', { level: 1, name: NAME }));
  await shots(desk, 'console-case', BOTH);
  await desk.keyboard.press('c');
  const form = desk.getByRole('form', { name: t('console.call.title') });
  await expect(form);
  await shots(desk, 'console-call-empty');
  const option = (group, key) =>
    form.getByRole('radiogroup', { name: t(group) }).getByRole('radio', { name: t(key), exact: true });
  await option('console.field.reached', 'console.reached.patient').check();
  await form.getByLabel(t('shared.field.body_temperature'), { exact: true }).fill('38.6');
  await form.getByLabel(t('shared.field.spo2'), { exact: true }).fill('93');
  await form.getByLabel(t('console.field.note'), { exact: true }).fill('胸の痛みは続く。救急隊に引き継いだ。');
  await option('console.field.next_step', 'console.next_step.ambulance').check();
  await option('console.call.end', 'console.call.close').check();
  await option('console.field.reason', 'console.close_reason.care_arranged').check();
  await shots(desk, 'console-call-filled', BOTH);
  await form.getByLabel(t('console.field.note'), { exact: true }).focus();
  await desk.keyboard.press('Control+Enter');
  await expect(desk.getByText(t('console.call.done_closed', { name: NAME })));
  await gone(rowOf(desk, LABEL));
  await shots(desk, 'console-list-done');
});

test('everything is on the case\'s timeline', async () => {
  await desk.goBack();
  await desk.goBack();
  const heading = desk.getByRole('heading', { name: t('console.timeline.title') });
  const timeline = desk.locator('section').filter({ has: heading });
  await expect(timeline);
  const text = await timeline.innerText();
  for (const key of ['notified', 'placed', 'activated', 'checked_in', 'alert_health', 'taken', 'called']) {
    assert.ok(text.includes(t(`console.timeline.${key}`)), `${key} in: ${text}`);
  }
  assert.ok(text.includes('救急隊に引き継いだ'), text);
  await shots(desk, 'console-timeline', BOTH);
});

test('whoever falls silent becomes an alert by itself', async () => {
  const token = await staffToken(server);
  await desk.goto('about:blank');
  const silent = await fileCase(server, token, { name: '本田 つぐみ', kana: 'ホンダ ツグミ' });
  await server.forwardTo('12:05');
  await server.forward(24 * 3600);
  const later = await staffToken(server);
  const alert = await eventually('an alert', async () => {
    const { timeline } = await getCase(server, later, silent);
    return timeline.find((entry) => entry.what === 'alert_opened');
  });
  assert.deepEqual([alert.family, alert.level], ['silence', 'caution']);
  await open(desk, server);
  const row = rowOf(desk, 'ホンダ');
  await expect(row);
  assert.ok((await row.innerText()).includes(t('console.reason.missed')));
  await shots(desk, 'console-list-silence', BOTH);
});

test('no page broke its policy, threw, or wrote an error', () => {
  assert.deepEqual(wrong.flat(), []);
});
