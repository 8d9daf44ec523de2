// Two check-ins typed without a network, the tab closed and opened again: both arrive once, in order.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alertsOf, checkInsOf, fileCase, getCase, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { eventually, expect, gone } from './help/expect.mjs';
import { Hand } from './help/patient.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

let server, browser, phone, filed;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('16:00');
  filed = await fileCase(server, await staffToken(server), { name: '水野 みなと', kana: 'ミズノ ミナト' });
  await server.forwardTo('07:30');
  phone = await person(browser, 'phone');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('check-ins made offline are kept on the phone and sent exactly once, in order', async () => {
  const answered = [];
  phone.on('response', (response) => {
    if (response.url().endsWith('/api/submit-check-in') && response.ok()) {
      answered.push(response.request().postDataJSON().answers.spo2);
    }
  });
  let hand = new Hand(await phone.newPage());
  let wrong = faults(hand.page);
  await hand.activate(`${server.origin}/#${filed.code}`, filed.birthDate.split('-'));
  await hand.page.evaluate(async () => (await navigator.serviceWorker.ready).active.state);

  await phone.setOffline(true);
  await hand.begin();
  await hand.danger();
  await hand.rest({ temperature: '37.2', spo2: '97', pulse: '80' });
  await kept(hand, 1);
  await shots(hand.page, 'patient-answer-kept', { schemes: ['light', 'dark'] });
  // The record tells times in seconds; nobody types two check-ins within one.
  const first = Math.floor(Date.now() / 1000);
  await eventually('the next second', () => Math.floor(Date.now() / 1000) > first);
  await hand.tap(hand.button('patient.home'));
  await hand.begin();
  await hand.danger();
  await hand.rest({ temperature: '38.9', spo2: '91', pulse: '110', symptoms: ['breathlessness'] });
  await kept(hand, 2);
  await shots(hand.page, 'patient-answer-kept-bad');
  assert.deepEqual(wrong, []);
  // Chromium gives a tab that closes its network back for a moment: so there is no server either.
  await server.kill();
  await hand.page.close();

  hand = new Hand(await phone.newPage());
  wrong = faults(hand.page);
  await hand.page.goto(server.origin);
  await expect(hand.heading('patient.today.title'));
  await kept(hand, 2);
  await shots(hand.page, 'patient-home-offline', { schemes: ['light', 'dark'] });

  await server.start();
  const token = await staffToken(server);
  assert.equal(checkInsOf(await getCase(server, token, filed)).length, 0);
  await phone.setOffline(false);
  await gone(hand.page.getByText(t('patient.sync.kept')));
  await expect(hand.page.getByText(t('patient.alert.call_by')));
  assert.deepEqual(wrong, []);

  const view = await eventually('both check-ins', async () => {
    const view = await getCase(server, token, filed);
    return checkInsOf(view).length >= 2 && view;
  });
  assert.deepEqual(answered, [97, 91]);
  const values = checkInsOf(view).map((entry) => [entry.answers.body_temperature, entry.answers.spo2]);
  assert.deepEqual(values, [[37.2, 97], [38.9, 91]]);
  assert.deepEqual(alertsOf(view), [['health', 'urgent']]);
  await eventually('the centre to be told', async () =>
    (await server.messages()).some((message) => message.subject.includes('urgent')));
});

/** The screen says that so many are kept and not sent, and nowhere that anything was received. */
async function kept(hand, count) {
  await expect(hand.page.getByText(t('patient.sync.kept', { count })));
  const text = await hand.page.locator('main').innerText();
  assert.ok(!text.includes(t('patient.answer.received')), text);
}
