// The apps' own texts, so that a journey looks for what a person reads, in either language.

import { readFileSync } from 'node:fs';

const read = (language) =>
  JSON.parse(readFileSync(new URL(`../../../ui/texts/${language}.json`, import.meta.url), 'utf8'));
const TEXTS = { ja: read('ja'), en: read('en') };

/**
 * The text of a key. Places to fill that `values` leaves open match anything: then it is a RegExp.
 */
export function t(key, values = {}, language = 'ja') {
  const text = TEXTS[language][key];
  if (text === undefined) throw new Error(`there is no text ${key}`);
  const filled = text.replaceAll(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  if (!/\{\w+\}/.test(filled)) return filled;
  const escaped = filled.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.join('.+'));
}
