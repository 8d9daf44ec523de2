// What a patient does on the phone. Every tap goes through `Hand`, which counts.

import assert from 'node:assert/strict';
import { expect } from './expect.mjs';
import { t } from './texts.mjs';

/** A patient's page, and how often it was tapped. Digits of the keypad are typed, not tapped. */
export class Hand {
  constructor(page, language = 'ja') {
    this.page = page;
    this.taps = 0;
    this.t = (key, values) => t(key, values, language);
  }

  button(key, values) {
    return this.page.getByRole('button', { name: this.t(key, values), exact: true });
  }

  heading(key) {
    return this.page.getByRole('heading', { level: 1, name: this.t(key), exact: true });
  }

  async tap(locator) {
    await locator.click();
    this.taps += 1;
  }

  /** Opens the link and gives the birth date. */
  async activate(link, [year, month, day]) {
    await this.page.goto(link);
    await expect(this.heading('patient.activate.title'));
    await this.page.getByLabel(this.t('patient.activate.year')).fill(year);
    await this.page.getByLabel(this.t('patient.activate.month'), { exact: true }).fill(month);
    await this.page.getByLabel(this.t('patient.activate.day'), { exact: true }).fill(day);
    await this.tap(this.button('patient.activate.submit'));
    await expect(this.heading('patient.today.title'));
  }

  /** Begins a check-in, expected or not. */
  async begin() {
    await this.tap(this.button('patient.today.begin').or(this.button('patient.today.again')));
  }

  /** The first question: emergency symptoms by their codes, or none. */
  async danger(codes = []) {
    await expect(this.heading('patient.danger.title'));
    await this.nothingIsFilledIn();
    for (const code of codes) await this.tap(this.page.getByLabel(this.t(`shared.emergency.${code}`)));
    await this.tap(codes.length ? this.button('patient.danger.confirm', { count: codes.length }) : this.button('patient.none'));
  }

  /** A measured value; the input has the focus already, so that no tap is needed for it. */
  async measure(code, value) {
    await expect(this.heading(`patient.measure.${code}.title`));
    await this.nothingIsFilledIn();
    await expect(this.page.locator('input:focus'));
    await this.page.keyboard.type(value);
    await this.tap(this.button('patient.next'));
  }

  /** The rest of a check-in, from the values to the button that sends. */
  async rest({ temperature, spo2, pulse, symptoms = [] }) {
    await this.measure('body_temperature', temperature);
    await this.measure('spo2', spo2);
    await this.measure('pulse', pulse);
    await this.others(symptoms);
    await this.send();
  }

  /** Symptoms by their codes, and no medicine. */
  async others(symptoms = []) {
    await expect(this.heading('patient.symptoms.title'));
    await this.nothingIsFilledIn();
    for (const code of symptoms) await this.tap(this.page.getByLabel(this.t(`shared.symptom.${code}`)));
    const confirm = symptoms.length
      ? this.button('patient.symptoms.confirm', { count: symptoms.length })
      : this.button('patient.none');
    await this.tap(confirm);
    await expect(this.heading('patient.antipyretic.title'));
    await this.nothingIsFilledIn();
    await this.tap(this.button('patient.antipyretic.no'));
  }

  async send() {
    await expect(this.heading('patient.finish.title'));
    await this.tap(this.button('patient.finish.send'));
  }

  /** No box is ticked, no value typed, no answer chosen before the person does so. */
  async nothingIsFilledIn() {
    const filled = await this.page.locator('main').evaluate((main) => [
      ...[...main.querySelectorAll('input, textarea, select')].filter((field) =>
        field.type === 'checkbox' || field.type === 'radio' ? field.checked : field.value !== ''),
      ...main.querySelectorAll('[aria-pressed="true"]'),
    ].map((element) => element.id || element.textContent));
    assert.deepEqual(filled, []);
  }
}
