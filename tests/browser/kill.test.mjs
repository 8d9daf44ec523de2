// The server dies in the middle of its work. What was accepted is there afterwards, and is told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { alertsOf, call, checkIn, checkInsOf, fileCase, getCase, patientToken, staffToken } from './help/api.mjs';
import { launch, person } from './help/browser.mjs';
import { eventually, expect } from './help/expect.mjs';
import { Hand } from './help/patient.mjs';
import { startServer } from './help/server.mjs';

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

test('kill -9 right after "received" was shown loses nothing', async () => {
  const filed = await fileCase(server, token, { name: '泉 かえで', kana: 'イズミ カエデ' });
  const phone = await person(browser, 'phone');
  const hand = new Hand(await phone.newPage());
  await hand.activate(`${server.origin}/#${filed.code}`, filed.birthDate.split('-'));
  await hand.begin();
  await hand.danger();
  await hand.rest({ temperature: '38.9', spo2: '92', pulse: '110' });
  await expect(hand.heading('patient.answer.received'));
  await server.kill();
  const toldBefore = (await server.messages()).length;
  await server.start();
  const view = await getCase(server, token, filed);
  assert.deepEqual(checkInsOf(view).map((entry) => entry.answers.spo2), [92]);
  assert.deepEqual(alertsOf(view), [['health', 'urgent']]);
  const told = await eventually('the centre to be told', async () => {
    const messages = await server.messages();
    return messages.some((message) => message.subject.includes('urgent')) && messages;
  });
  // At least once, and not again and again.
  assert.ok(told.length <= toldBefore + 1, `${toldBefore} before, ${told.length} after`);
  await hand.page.reload();
  await expect(hand.heading('patient.today.title'));
  await phone.close();
});

test('kill -9 in the middle of a burst loses nothing that was accepted', async () => {
  const names = ['ア', 'イ', 'ウ', 'エ', 'オ', 'カ'];
  const cases = [];
  for (const name of names) {
    const filed = await fileCase(server, token, { name: `波多野 ${name}`, kana: `ハタノ ${name}` });
    cases.push({ filed, token: await patientToken(server, filed), accepted: [] });
  }
  const toldBefore = (await server.messages()).length;
  // Every case's second check-in is bad. They run until the server answers no more.
  const burst = cases.map(async (one) => {
    for (let n = 0; ; n += 1) {
      const body = checkIn(server, one.filed, n === 1 ? { spo2: 92 } : {});
      try {
        await call(server, 'submit-check-in', body, one.token);
      } catch (error) {
        one.unsure = { body, error };
        return;
      }
      one.accepted.push(body.id);
    }
  });
  await eventually('the burst to be under way', () => cases.every((one) => one.accepted.length > 1));
  await server.kill();
  await Promise.all(burst);
  for (const { unsure } of cases) assert.ok(!/^Error: submit-check-in: 4/.test(String(unsure.error)), String(unsure.error));
  await server.start();
  for (const one of cases) {
    // What got no answer is sent again, as the phone does; it must not be there twice.
    await call(server, 'submit-check-in', one.unsure.body, one.token);
    const view = await getCase(server, token, one.filed);
    const ids = checkInsOf(view).map((entry) => entry.id);
    assert.deepEqual([...ids].sort(), [...one.accepted, one.unsure.body.id].sort());
    assert.deepEqual(alertsOf(view), [['health', 'urgent']]);
  }
  await eventually('every alert to be told', async () => {
    const messages = (await server.messages()).slice(toldBefore);
    const urgent = messages.map((message) => Number(/(\d+) urgent/.exec(message.message)?.[1] ?? 0));
    return urgent.reduce((sum, count) => sum + count, 0) >= cases.length;
  });
});
