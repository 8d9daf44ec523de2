// The notification form of every disease, made from its definition: with the keyboard alone, with dates
// as people write them, kept through a reload and through a change of the form.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getCase, staffToken } from './help/api.mjs';
import { BOTH, faults, launch, person, shots } from './help/browser.mjs';
import { Clerk, field, rule } from './help/clerk.mjs';
import { expect, gone } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const LIGHT = 'covid-19/light-2020-05-29';
const FULL = 'covid-19/full-2021-11-01';
const MEASLES = 'measles/full-2020-05-29';
/** Seconds for a key by a typist of middling speed (Card, Moran and Newell 1983: 0.28 s). */
const KEY_S = 0.28;

let server, browser, desk, clerk, wrong;
const asked = [];
const answered = [];

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  const nurse = await person(browser, 'desktop');
  desk = await nurse.newPage();
  wrong = faults(desk);
  desk.on('request', (request) => request.url().includes('/api/') && asked.push(request.url()));
  desk.on('response', async (response) => {
    if (response.url().includes('/api/file-notification') && response.ok()) answered.push(await response.json());
  });
  await signIn(desk, server);
  clerk = new Clerk(desk);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the light form comes first, and is filed within a minute', async () => {
  const began = Date.now();
  asked.length = 0;
  clerk.keys = 0;
  // A key that comes before the list is there is nobody's.
  await expect(desk.getByRole('heading', { level: 1, name: t('console.list.title') }));
  await clerk.press('n');
  await expect(desk.getByRole('heading', { level: 1, name: t('console.notification.title') }));
  assert.equal(await picker().inputValue(), LIGHT);
  await clerk.answer('case_type', 'confirmed_patient');
  await clerk.text('name', '青木 花');
  await clerk.text('name_kana', 'アオキ ハナ');
  await clerk.answer('sex', 'female');
  await clerk.text('birth_date', 's39.5.1');
  await clerk.text('municipality', '青波市');
  await clerk.text('phone', '00000009801');
  await clerk.text('onset_date', short(-2));
  await clerk.choose('care_status', 0);
  await shots(desk, 'console-form-light', BOTH);
  await clerk.press('Control+Enter');
  await expect(desk.getByRole('heading', { name: t('console.slip.filed') }));
  // The list is fetched beside it, and whether the person is known is asked while the clerk types on.
  const calls = asked.filter((url) => !url.includes('/list-worklist') && !url.includes('/search-cases'));
  assert.equal(asked.filter((url) => url.includes('/search-cases')).length, 1, asked.join(' '));
  const seconds = clerk.keys * KEY_S;
  console.log(`light form: ${clerk.keys} keys (${seconds.toFixed(0)} s at ${KEY_S} s a key), ` +
    `${calls.length} round trip, ${asked.length - calls.length} fetches beside it; ` +
    `the script took ${((Date.now() - began) / 1000).toFixed(1)} s`);
  assert.equal(calls.length, 1, calls.join(' '));
  assert.ok(seconds <= 60, `${clerk.keys} keys`);
});

test('the full form is filled in with the keyboard, and a reload in the middle keeps all', async () => {
  await desk.getByRole('button', { name: t('console.slip.next') }).press('Enter');
  await expect(picker());
  await clerk.pick('form', FULL);
  await expect(input('physician_name'));
  await shots(desk, 'console-form-full-empty');
  // 令和2年4月1日, full-width digits and short days are all the same to it.
  await clerk.answer('case_type', 'confirmed_patient');
  await clerk.text('physician_name', '久保 玲');
  await clerk.text('institution_name', 'ひばり診療所');
  await clerk.text('institution_address', '青波市1-2');
  await clerk.text('institution_phone', '000-0000-0001');
  await clerk.text('name', '柏木 一葉');
  await clerk.text('name_kana', 'カシワギ カズハ');
  await clerk.answer('sex', 'female');
  await clerk.text('birth_date', '昭和３９年５月１日');
  await expect(desk.getByText('1964年（昭和39年）5月1日'));
  await desk.reload();
  await expect(desk.getByText(t('console.form.old')));
  assert.equal(await picker().inputValue(), FULL);
  assert.equal(await input('birth_date').inputValue(), '昭和３９年５月１日');
  assert.equal(await input('physician_name').inputValue(), '久保 玲');
  assert.ok(await desk.locator('input[name=sex]').nth(1).isChecked());

  await clerk.unknown('occupation');
  await gone(input('occupation'));
  await clerk.text('residence_address', '青波市みどり町3-4');
  await clerk.text('municipality', '青波市');
  await clerk.text('phone', '０００-００００-９８０２');
  assert.equal(await input('symptoms_other').count(), 0);
  await clerk.tick('symptoms', ['fever', 'other']);
  await clerk.text('symptoms_other', '耳鳴り');
  await clerk.text('spo2_room_air', '９５');
  await clerk.pick('tests.0.method', 'antigen_qualitative');
  await clerk.pick('tests.0.specimen', 'nasal_swab');
  await clerk.text('tests.0.specimen_date', short(-1));
  await clerk.pick('tests.0.result', 'positive');
});

test('a broken rule is told at its field and in its own words', async () => {
  await clerk.text('first_visit_date', short(0));
  await clerk.text('diagnosis_date', short(-1));
  await clerk.press('Tab');
  await expect(desk.locator('#first_visit_date-error').getByText(rule('visit_before_diagnosis')));
  assert.equal(await input('first_visit_date').getAttribute('aria-invalid'), 'true');
  // Back, in place of what is there.
  await input('first_visit_date').press('Control+A');
  await clerk.type(short(-1));
  await gone(desk.getByText(rule('visit_before_diagnosis')));
  await clerk.unknown('estimated_infection_date');
  await clerk.text('onset_date', short(-3));
});

test('what is odd is told, read aloud, and keeps nobody from filing', async () => {
  await clerk.answer('route_certainty', 'unknown');
  await clerk.answer('area_certainty', 'unknown');
  await clerk.answer('vaccinated', 'yes');
  await clerk.tabTo(desk.getByRole('button', { name: t('console.notification.add_dose') }));
  await clerk.press('Enter');
  await clerk.text('vaccinations.0.date', '令和3年7月1日');
  await clerk.answer('hospitalized_at_report', 'false');
  await clerk.tick('risk_factors', ['hypertension']);
  await clerk.answer('immunocompromised', 'false');
  await clerk.answer('severity', 'mild');
  const caution = rule('mild_with_low_spo2');
  await expect(desk.locator('#severity-caution').getByText(caution));
  await expect(desk.locator('#cautions[role=status]').getByText(caution));
  const group = desk.getByRole('radiogroup', { name: field('severity').label.ja });
  assert.ok((await group.getAttribute('aria-describedby')).includes('severity-caution'));
  await clerk.answer('hospitalization_needed', 'false');
  await desk.keyboard.press('Control+Enter');
  // Where the person is must be said, even if it is that this is still to be decided.
  await expect(desk.locator('#care_status-error').getByText(t('shared.problem.missing')));
  await shots(desk, 'console-form-full', BOTH);
  await clerk.choose('care_status', 0);
  await clerk.press('Control+Enter');
  await expect(desk.getByRole('heading', { name: t('console.slip.filed') }));
  await expect(desk.locator('.slip-code'));

  const filed = answered.at(-1);
  const { identity, timeline } = await getCase(server, await staffToken(server), filed);
  assert.equal(identity.birth_date, '1964-05-01');
  const { answers } = timeline.find((entry) => entry.what === 'notified').notification;
  assert.equal(answers.values.diagnosis_date, server.day(-1));
  assert.deepEqual(answers.values.symptoms, ['fever', 'other']);
  assert.equal(answers.values.tests[0].specimen_date, server.day(-1));
  assert.deepEqual(answers.values.vaccinations, [{ date: '2021-07-01' }]);
});

test('a change of the form keeps what both ask; a disease that is not followed has no placement', async () => {
  await desk.getByRole('button', { name: t('console.slip.next') }).press('Enter');
  // The form that was used last comes first on this device.
  assert.equal(await picker().inputValue(), FULL);
  await clerk.text('physician_name', '久保 玲');
  await clerk.text('name', '桧山 湊');
  await picker().focus();
  await clerk.pick('form', MEASLES);
  await expect(desk.getByRole('checkbox', { name: 'コプリック斑' }));
  assert.equal(await input('name').inputValue(), '桧山 湊');
  assert.equal(await input('physician_name').inputValue(), '久保 玲');
  await gone(desk.getByRole('heading', { name: t('console.notification.placement') }));
  assert.equal(await desk.locator('input[name=care_status]').count(), 0);
  await shots(desk, 'console-form-measles');
});

test('signing out asks before it forgets what is typed', async () => {
  const said = [];
  desk.once('dialog', (dialog) => (said.push(dialog.message()), dialog.dismiss()));
  await desk.getByRole('button', { name: t('console.sign_out'), exact: true }).click();
  assert.deepEqual(said, [t('console.sign_out_drafts')]);
  assert.equal(await input('name').inputValue(), '桧山 湊');
  desk.once('dialog', (dialog) => dialog.accept());
  await desk.getByRole('button', { name: t('console.sign_out'), exact: true }).click();
  await expect(desk.getByRole('heading', { name: t('console.sign_in.signed_out') }));
  const kept = await desk.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft')));
  assert.deepEqual(kept, []);
});

test('no page broke its policy, threw, or wrote an error', () => {
  assert.deepEqual(wrong, []);
});

const picker = () => desk.locator('#form');
const input = (code) => desk.locator(`[id="${code}"]`);

/** A day as a clerk writes it: `10/18`. */
function short(plus) {
  const [, month, day] = server.day(plus).split('-').map(Number);
  return `${month}/${day}`;
}
