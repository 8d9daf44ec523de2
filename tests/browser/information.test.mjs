// Patient information for ambulance and hospital: one sheet of paper, and the same as plain text.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { call, checkIn, fileCase, patientToken, staffToken } from './help/api.mjs';
import { faults, launch, person, shots } from './help/browser.mjs';
import { expect } from './help/expect.mjs';
import { signIn } from './help/nurse.mjs';
import { startServer } from './help/server.mjs';
import { t } from './help/texts.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TEXTS = JSON.parse(await readFile(new URL('../../ui/texts/ja.json', import.meta.url), 'utf8'));
const codes = (start) => Object.keys(TEXTS).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
/** A sheet of A4 without its margins of 10 mm, in CSS pixels. */
const SHEET = { width: Math.floor((190 * 96) / 25.4), height: Math.floor((277 * 96) / 25.4) };

let server, browser, token, page, wrong;

before(async () => {
  server = await startServer();
  browser = await launch();
  await server.forwardTo('10:00');
  token = await staffToken(server);
  const nurse = await person(browser, 'desktop', { permissions: ['clipboard-read', 'clipboard-write'] });
  page = await nurse.newPage();
  wrong = faults(page);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Everything that can be known of a case, as long as it may be. */
async function longCase() {
  const long = (text, most) => text.repeat(Math.ceil(most / text.length)).slice(0, most);
  const today = server.day();
  const request = {
    request_id: randomUUID(),
    organisation: 'aoba-hc',
    notification: {
      form: 'covid-19/full-2021-11-01',
      answers: {
        values: {
          report_date: today, case_type: 'confirmed_patient', physician_name: '久保 玲', institution_name: '試験内科',
          institution_address: '青波市1-2', institution_phone: '000-0000-0001',
          name: long('長名前', 60), name_kana: long('ナガイナマエ', 60), sex: 'female', birth_date: '1941-05-01',
          occupation: '無職', residence_address: long('青波市みどり町三丁目四番五号', 120), municipality: '青波市',
          current_location: long('月浜町一丁目二番三号', 120), phone: '090-0000-0001', symptoms: ['fever', 'cough'],
          tests: [{ method: 'nucleic_acid_amplification', specimen: 'nasopharyngeal_swab', specimen_date: today, positive: true }],
          first_visit_date: today, diagnosis_date: today, onset_date: server.day(-4), route_certainty: 'unknown',
          area_certainty: 'unknown', vaccinated: 'yes', hospitalized_at_report: false,
          risk_factors: ['malignancy', 'copd'], immunocompromised: true, hospitalization_needed: false, severity: 'mild',
        },
        unknown: ['estimated_infection_date'],
      },
    },
    placement: { care_status: 'hotel_isolation', place: 'minato-hotel', room: '0712', risk: 'high', channel: 'app', pregnant: false },
  };
  const filed = await call(server, 'file-notification', request, token);
  const sheet = {
    emergency_contact: { name: long('連絡先', 60), relation: 'child', phone: '090-0000-0002' },
    lives_alone: true, risk_factors: ['malignancy', 'copd', 'chronic_kidney_disease', 'hypertension', 'diabetes', 'dyslipidaemia', 'obesity', 'smoking', 'other'],
    immunocompromised: true, pregnant: false, severity: 'moderate_1', oximeter: 'in_use', language: 'vi', interpreter: true,
    onset: { date: server.day(-4) }, notes: long('夜は電話に出られない。', 500),
  };
  await call(server, 'record-first-contact', { request_id: randomUUID(), case: filed.case, seen: 0, sheet, reached: true }, token);
  const patient = await patientToken(server, { code: filed.entry_code, birthDate: '1941-05-01' });
  for (let n = 0; n < 9; n += 1) {
    await server.forward(60);
    const answers = {
      body_temperature: 39.1, spo2: 88, pulse: 122, symptoms: codes('shared.symptom.'),
      emergency_symptoms: codes('shared.emergency.'), antipyretic_taken: true, remarks: long('息が苦しくて眠れません。', 500),
    };
    await call(server, 'submit-check-in', checkIn(server, filed, answers), patient);
  }
  return filed;
}

/** The lines of the sheet on the screen, as they should be copied. */
const linesOf = () =>
  page.locator('article.summary').evaluate((sheet) => {
    const lines = [];
    const row = (tr) => [...tr.children].map((cell) => cell.textContent).join(' / ');
    for (const part of sheet.children) {
      if (part.matches('section')) {
        lines.push(`■ ${part.querySelector('h2').textContent}`);
        for (const fact of part.querySelectorAll('dl > div')) {
          lines.push(`${fact.querySelector('dt').textContent}: ${fact.querySelector('dd').textContent}`);
        }
      } else if (part.matches('table')) {
        lines.push(...[...part.querySelectorAll('tr')].map(row));
      } else {
        lines.push(part.textContent);
      }
    }
    return lines.join('\n');
  });

/** How many sheets of paper the page takes, and how long the sheet is there. */
async function printed(name) {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const before = page.viewportSize();
  await page.setViewportSize(SHEET);
  await page.emulateMedia({ media: 'print' });
  const height = await page.locator('article.summary').evaluate((sheet) => sheet.getBoundingClientRect().height);
  await page.screenshot({ path: new URL(`../../target/screenshots/${name}-print.png`, import.meta.url).pathname });
  await page.emulateMedia({ media: null });
  await page.setViewportSize(before);
  return { pages: pdf.match(/\/Type\s*\/Page\b(?!s)/g).length, height };
}

test('of a case with little known, the sheet says what is not known', async () => {
  const filed = await fileCase(server, token, { name: '空野 ひかる', kana: 'ソラノ ヒカル' });
  await signIn(page, server, { path: `/console/cases/${filed.case}` });
  await expect(page.getByRole('link', { name: t('console.summary.title') }));
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 1, name: t('console.summary.title') }));
  const sheet = page.locator('article.summary');
  const fact = (key) => sheet.locator('dl > div').filter({ has: page.locator('dt', { hasText: t(key) }) }).locator('dd');
  assert.equal(await fact('console.field.name').first().innerText(), '空野 ひかる');
  for (const key of ['console.summary.address', 'console.field.no_emergency_contact', 'console.field.oximeter']) {
    assert.equal(await fact(key).innerText(), t('console.summary.not_entered'), key);
  }
  assert.equal(await fact('console.summary.allergies').innerText(), t('console.summary.not_asked'));
  assert.equal(await fact('console.case.last').innerText(), t('console.case.no_check_in'));
  // Who made it and whom to call.
  assert.match(await fact('console.summary.made').innerText(), /佐倉 みのり/);
  assert.equal(await fact('console.summary.at_night').innerText(), '000-0000-0102');
  await shots(page, 'console-information');
  const { pages, height } = await printed('console-information');
  assert.equal(pages, 1);
  assert.ok(height <= SHEET.height, `${height} px`);
});

test('of a case with everything known, it is one sheet all the same', async () => {
  const filed = await longCase();
  await page.goto(`${server.origin}/console/cases/${filed.case}/information`);
  await expect(page.locator('article.summary'));
  await expect(page.locator('.summary-readings tbody tr'));
  await expect(page.getByText('000-0000-0102'));
  await shots(page, 'console-information-long');
  const { pages, height } = await printed('console-information-long');
  assert.equal(pages, 1);
  assert.ok(height <= SHEET.height, `${height} px of ${SHEET.height}`);
});

test('what is copied is what is on the page, with one key', async () => {
  const lines = await linesOf();
  await page.keyboard.press('c');
  await expect(page.getByText(t('console.slip.copied')));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), lines);
  for (const said of ['0712', 'Tiếng Việt', '090-0000-0002', t('console.summary.heading')]) assert.ok(lines.includes(said), said);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: t('console.case.last') }));
});

test('nothing keeps people out of it, and nothing went wrong', async () => {
  await page.goBack();
  await expect(page.locator('article.summary'));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`), []);
  assert.deepEqual(wrong, []);
});
