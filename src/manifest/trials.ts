import { growing } from './growing';
import { isLabel, labelAt, UNLABELLED } from './label';
import { formOf, type LineForm, misshapen } from './line-form';
import { visitLines } from './lines';
import { type NameTable, nameTable } from './name-table';

/** A trial list as numbers: trial i compares `names.name(enroll[i])` with `names.name(test[i])`. */
export interface TrialTable {
  readonly names: NameTable;
  readonly enroll: Int32Array;
  readonly test: Int32Array;
  /** TARGET, NONTARGET or UNLABELLED; a list has labels on all of its lines or on none. */
  readonly labels: Uint8Array;
}

interface TrialForm extends LineForm {
  readonly words: number;
  readonly label: number | undefined;
  readonly enroll: number;
  readonly test: number;
}

const forms: readonly TrialForm[] = [
  {
    example: "'enroll test target|nontarget' (Kaldi, wespeaker; SITW: tgt|imp)",
    words: 3,
    label: 2,
    enroll: 0,
    test: 1,
    fits: words => words.length === 3 && isLabel(words[2]),
  },
  {
    example: "'1 enroll test' (VoxCeleb, sunine)",
    words: 3,
    label: 0,
    enroll: 1,
    test: 2,
    fits: words => words.length === 3 && isLabel(words[0]),
  },
  {
    example: "'enroll test' (no labels)",
    words: 2,
    label: undefined,
    enroll: 0,
    test: 1,
    fits: words => words.length === 2,
  },
];

/** Reads a trial list of any of the three forms; 10,000,000 lines in seconds. Throws DataError as `file:line`. */
export function readTrials(path: string): TrialTable {
  const form = formOf(path, forms);
  const names = nameTable();
  const enroll = growing(size => new Int32Array(size));
  const test = growing(size => new Int32Array(size));
  const labels = growing(size => new Uint8Array(size));
  visitLines(path, line => {
    const label = form.label === undefined ? UNLABELLED : labelAt(line, form.label);
    if (line.words !== form.words || label === undefined) throw misshapen(path, line, form);
    enroll.push(names.intern(line.buffer, line.places[2 * form.enroll]!, line.places[2 * form.enroll + 1]!));
    test.push(names.intern(line.buffer, line.places[2 * form.test]!, line.places[2 * form.test + 1]!));
    labels.push(label);
    return true;
  });
  return { names, enroll: enroll.taken(), test: test.taken(), labels: labels.taken() };
}
