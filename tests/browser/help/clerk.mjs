// Filling in a notification form with the keyboard alone, by the codes of its definition. Every key
// goes through `Clerk`, which counts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../../domain/forms/${path}.json`, import.meta.url), 'utf8'));
/** The forms with fields of their own; a shorter one asks a part of these. */
const FORMS = ['covid-19/full-2021-11-01', 'measles/full-2020-05-29'].map(read);

/** A field's definition. */
export function field(code, form = FORMS[0]) {
  const found = form.sections.flatMap((section) => section.fields).find((one) => one.code === code);
  if (!found) throw new Error(`there is no field ${code}`);
  return found;
}

/** What a rule says. */
export function rule(code) {
  return FORMS[0].rules.find((one) => one.code === code).says.ja;
}

/** Somebody at the form, without a mouse. */
export class Clerk {
  constructor(page) {
    this.page = page;
    this.keys = 0;
  }

  async press(key) {
    await this.page.keyboard.press(key);
    this.keys += 1;
  }

  async type(text) {
    await this.page.keyboard.type(text);
    this.keys += [...text].length;
  }

  /** Goes on with the Tab key until the keyboard is at one of these elements; gives its place. */
  async tabTo(locator) {
    for (let presses = 0; presses < 120; presses += 1) {
      const all = await locator.all();
      for (const [place, one] of all.entries()) {
        if (await one.evaluate((element) => element === document.activeElement)) return place;
      }
      await this.press('Tab');
    }
    throw new Error(`the Tab key does not lead to ${locator}`);
  }

  /** Types into a field with this id, or this code of a form. */
  async text(id, text) {
    await this.tabTo(this.page.locator(`[id="${id}"]`));
    await this.type(text);
  }

  /** Chooses one of a few. Tab leads to what is chosen, or to the first; from there the arrows choose. */
  async choose(name, place) {
    const radios = this.page.locator(`input[type=radio][name="${name}"]`);
    const from = await this.tabTo(radios);
    const key = place < from ? 'ArrowUp' : 'ArrowDown';
    if (place === from) await this.press('Space');
    for (let at = from; at !== place; at += Math.sign(place - from)) await this.press(key);
    assert.ok(await radios.nth(place).isChecked(), `${name} ${place}`);
  }

  /** Chooses a value of a field by its code, or `true` and `false`. */
  async answer(code, value) {
    const codes = field(code).values?.map((one) => one.code) ?? ['true', 'false'];
    await this.choose(code, codes.indexOf(value));
  }

  /** Ticks some of many. */
  async tick(code, values) {
    for (const value of values) {
      const place = field(code).values.findIndex((one) => one.code === value);
      await this.tabTo(this.page.locator(`[id="${place === 0 ? code : `${code}-${place}`}"]`));
      await this.press('Space');
    }
  }

  /** Says that a field is unknown (不詳). */
  async unknown(code) {
    await this.tabTo(this.page.locator(`[id="${code}-unknown"]`));
    await this.press('Space');
  }

  /** Chooses from a list that opens. */
  async pick(id, value) {
    const list = this.page.locator(`[id="${id}"]`);
    await this.tabTo(list);
    for (let presses = 0; (await list.inputValue()) !== value; presses += 1) {
      assert.ok(presses < 20, `${id} has no ${value}`);
      await this.press('ArrowDown');
    }
  }
}
