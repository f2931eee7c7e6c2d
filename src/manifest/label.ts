import type { Line } from './lines';

/** How a trial's label is kept in a byte: of two speakers, of one, or not said. */
export const NONTARGET = 0;
export const TARGET = 1;
export const UNLABELLED = 255;

const labels: Readonly<Record<string, number>> = {
  target: TARGET,
  nontarget: NONTARGET,
  '1': TARGET,
  '0': NONTARGET,
  tgt: TARGET,
  imp: NONTARGET,
};

/** Whether a word is a label: target, nontarget, 1, 0; tgt, imp (SITW's keys). */
export function isLabel(word: string | undefined): boolean {
  return word !== undefined && Object.hasOwn(labels, word);
}

export function isLabelWord(word: string | undefined): boolean {
  return isLabel(word) && word !== '0' && word !== '1';
}

/** The label that a word of a line says, or undefined; no string is made of it. */
export function labelAt({ buffer, places }: Line, word: number): number | undefined {
  const start = places[2 * word]!;
  const length = places[2 * word + 1]! - start;
  if (length === 1) {
    const digit = buffer[start]! - 0x30;
    return digit === 0 || digit === 1 ? digit : undefined;
  }
  if (length === 3) {
    const word = buffer.toString('latin1', start, start + 3);
    return word === 'tgt' ? TARGET : word === 'imp' ? NONTARGET : undefined;
  }
  if (length === 6 && buffer.toString('latin1', start, start + 6) === 'target') return TARGET;
  if (length === 9 && buffer.toString('latin1', start, start + 9) === 'nontarget') return NONTARGET;
  return undefined;
}
