// What keeps people out: axe on every screen, in both schemes; pages that break their policy; a
// first screen that needs the app to have loaded; an app that cannot be installed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, patientToken, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { rowOf, signIn } from './help/nurse.mjs';
import { Hand } from './help/patient.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server, browser, filed, token;
/** What axe found, on all screens: a run says everything that is wrong at once. */
const violations = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('16:00');
  token = await staffToken(server);
  filed = await fileCase(server, token, { name: '小田 はるか', kana: 'オダ ハルカ' });
  await server.forwardTo('07:30');
  token = await staffToken(server);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('every screen of the patient\'s app', async () => {
  const phone = await person(browser, 'phone', { locale: 'en-GB' });
  const page = await phone.newPage();
  const wrong = faults(page);
  const hand = new Hand(page, 'en');
  await page.goto(`${server.origin}/#${filed.code}`);
  await expect(hand.heading('patient.activate.title'));
  await axe(page, 'patient: activate');
  await hand.tap(hand.button('patient.activate.submit'));
  await expect(page.getByText(t('shared.problem.missing', {}, 'en')));
  await axe(page, 'patient: activate, wrong');
  await hand.activate(`${server.origin}/#${filed.code}`, filed.birthDate.split('-'));
  await axe(page, 'patient: home');
  await shots(page, 'patient-home-en');
  await hand.begin();
  await expect(hand.heading('patient.danger.title'));
  await axe(page, 'patient: danger');
  await shots(page, 'patient-danger-en');
  await hand.danger(['em_chest_pain']);
  await expect(hand.heading('patient.emergency.title'));
  await axe(page, 'patient: emergency');
  await hand.tap(hand.button('patient.emergency.go_on'));
  await expect(hand.heading('patient.measure.body_temperature.title'));
  await axe(page, 'patient: temperature');
  await hand.measure('body_temperature', '98');
  await axe(page, 'patient: temperature, wrong');
  await page.locator('input:focus').fill('');
  await hand.measure('body_temperature', '38.2');
  await hand.measure('spo2', '92');
  await hand.measure('pulse', '99');
  await expect(hand.heading('patient.symptoms.title'));
  await axe(page, 'patient: symptoms');
  await hand.tap(hand.button('patient.none'));
  await expect(hand.heading('patient.antipyretic.title'));
  await axe(page, 'patient: antipyretic');
  await hand.tap(hand.button('patient.antipyretic.no'));
  await expect(hand.heading('patient.finish.title'));
  await axe(page, 'patient: finish');
  await hand.send();
  await expect(hand.heading('patient.answer.received'));
  await axe(page, 'patient: answer');
  await hand.tap(hand.button('patient.home'));
  await expect(page.getByText(t('patient.alert.call_by', {}, 'en')));
  await axe(page, 'patient: home with alert');
  assert.deepEqual(wrong, []);
  await phone.close();
});

test('every screen of the console', async () => {
  const other = await fileCase(server, token, { name: '牧 なぎさ', kana: 'マキ ナギサ' });
  await call(server, 'submit-check-in', checkIn(server, other, { body_temperature: 38.7 }), await patientToken(server, other));
  const nurse = await person(browser, 'desktop', { locale: 'en-GB' });
  const page = await nurse.newPage();
  const wrong = faults(page);
  const en = (key, values) => t(key, values, 'en');
  await signIn(page, server);
  await expect(page.getByRole('row').nth(1));
  await axe(page, 'console: list');
  await shots(page, 'console-list-en');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog'));
  await axe(page, 'console: keys');
  await page.keyboard.press('Escape');
  const row = rowOf(page, 'オダ').first();
  await row.getByRole('link').focus();
  await page.keyboard.press('t');
  await expect(row.getByText(en('console.state.mine')));
  await axe(page, 'console: list, in hand');
  await page.keyboard.press('x');
  await expect(page.getByRole('dialog'));
  await axe(page, 'console: close');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '小田 はるか' }));
  await axe(page, 'console: case');
  await shots(page, 'console-case-en');
  await page.getByRole('button', { name: en('console.case.show_code') }).click();
  await expect(page.getByRole('dialog'));
  await axe(page, 'console: code');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  const form = page.getByRole('form', { name: en('console.call.title') });
  await expect(form);
  await form.getByRole('radio', { name: en('console.reached.patient'), exact: true }).check();
  await form.getByRole('button', { name: en('console.call.send') }).click();
  await expect(form.getByText(en('shared.problem.missing')));
  await axe(page, 'console: call, wrong');
  await page.goto('about:blank');
  await page.goto(`${server.origin}/console/notifications/new`);
  await expect(page.getByRole('heading', { level: 1, name: en('console.notification.title') }));
  await axe(page, 'console: notification');
  await page.getByRole('button', { name: en('console.notification.send') }).click();
  await expect(page.getByText(en('shared.problem.missing')));
  await axe(page, 'console: notification, wrong');
  await page.locator('#form').selectOption('covid-19/full-2021-11-01');
  await page.locator('input[name=vaccinated]').first().check();
  await page.getByRole('button', { name: en('console.notification.add_dose') }).click();
  await page.locator('#spo2_room_air').fill('93');
  await page.locator('input[name=severity]').first().check();
  await expect(page.locator('#severity-caution').getByText('96'));
  await axe(page, 'console: notification, full');
  await page.locator('#form').selectOption('measles/full-2020-05-29');
  await axe(page, 'console: notification, measles');
  await page.goto(`${server.origin}/console/tests`);
  await expect(page.getByRole('form', { name: en('console.tests.form') }));
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(en('shared.problem.missing')));
  await axe(page, 'console: tests, wrong');
  await page.goto(`${server.origin}/console/nowhere`);
  await expect(page.getByRole('heading', { level: 1, name: en('console.missing') }));
  await axe(page, 'console: missing');
  // It asks about what is typed and not sent.
  page.once('dialog', (dialog) => dialog.accept());
  await page.getByRole('button', { name: en('console.sign_out') }).click();
  await expect(page.getByRole('heading', { name: en('console.sign_in.signed_out') }));
  await axe(page, 'console: signed out');
  assert.deepEqual(wrong, []);
  await nurse.close();
});

test('the server\'s own pages', async () => {
  const context = await person(browser, 'desktop');
  const page = await context.newPage();
  const wrong = faults(page);
  for (const path of ['/demo', '/outbox']) {
    await page.goto(server.origin + path);
    await axe(page, path);
  }
  await shots(page, 'demo');
  await page.goto(`${server.origin}/console/`);
  await expect(page.locator('form.row #name'));
  await axe(page, 'sign-in');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('axe finds nothing serious on any of them', () => {
  assert.deepEqual(violations, []);
});

test('the first screen says what this is and when to call 119 before the app has loaded', async () => {
  const context = await person(browser, 'phone', { serviceWorkers: 'block' });
  await context.route('**/*.wasm', (route) => route.abort());
  const page = await context.newPage();
  for (const [path, name] of [['/', '見守り'], ['/console/', '見守り 管理画面']]) {
    await page.goto(server.origin + path);
    await expect(page.getByRole('heading', { level: 1, name, exact: true }));
    if (path === '/') await expect(page.getByRole('link', { name: '119番に電話する' }));
    // It says so when it cannot load, and offers another try.
    await expect(page.getByRole('alert'));
    await expect(page.getByRole('button'));
    await shots(page, path === '/' ? 'patient-first-screen' : 'console-first-screen', { schemes: ['light', 'dark'] });
  }
  await context.close();
});

for (const [app, path] of [['patient', '/'], ['console', '/console/']]) {
  test(`the ${app}'s app can be installed`, async () => {
    const context = await person(browser, 'phone');
    const page = await context.newPage();
    if (app === 'console') await signIn(page, server);
    else await page.goto(server.origin + path);
    const link = await page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = await (await fetch(new URL(link, server.origin))).json();
    assert.equal(manifest.display, 'standalone');
    assert.equal(manifest.start_url, path);
    assert.equal(manifest.scope, path);
    assert.ok(manifest.name && manifest.icons.some((icon) => icon.purpose === 'maskable'));
    for (const size of ['192x192', '512x512']) {
      const icon = manifest.icons.find((one) => one.sizes === size);
      const address = new URL(icon.src, server.origin).href;
      const measured = await page.evaluate(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      }, address);
      assert.equal(measured, size);
    }
    const worker = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    assert.equal(worker, server.origin + path);
    await context.close();
  });
}

/** Runs axe in both schemes and notes what is serious or worse. */
async function axe(page, where) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    // Put in through the debugger, which the page's policy does not bind.
    await page.evaluate(AXE);
    const results = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
    for (const { id, impact, nodes } of results.violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      violations.push(`${where} (${colorScheme}): ${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
}
