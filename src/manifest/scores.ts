import { writePieces } from '../core/atomic-write';
import { DataError, NumericError } from '../core/errors';
import { growing } from './growing';
import { isLabel, isLabelWord, labelAt, TARGET, UNLABELLED } from './label';
import { lineBlocks } from './line-blocks';
import { formOf, type LineForm, misshapen } from './line-form';
import { type Line, visitLines, wordOf } from './lines';
import { nameTable } from './name-table';
import type { ScoreFileForm } from './score-forms';
import type { TrialTable } from './trials';

/** Trials with a score each. */
export interface ScoreTable extends TrialTable {
  readonly scores: Float64Array;
}

interface ScoreForm extends LineForm {
  readonly score: number;
  readonly label: number | undefined;
  readonly enroll: number;
  readonly test: number;
}

const isNumber = (word: string | undefined): boolean => word !== undefined && Number.isFinite(Number(word));
/** NaN is a number to the form, so that the error can say which line it is in. */
const isScore = (word: string | undefined): boolean => isNumber(word) || /^[-+]?(nan|inf|infinity)$/i.test(word ?? '');

const forms: readonly ScoreForm[] = [
  {
    example: "'enroll test score target|nontarget' (svtk, wespeaker)",
    ...{ enroll: 0, test: 1, score: 2, label: 3 },
    // wespeaker's score_norm.py adds four columns behind the label.
    fits: words => words.length >= 4 && isScore(words[2]) && isLabelWord(words[3]),
  },
  {
    example: "'1 enroll test score' (sunine)",
    ...{ enroll: 1, test: 2, score: 3, label: 0 },
    fits: words => words.length === 4 && isLabel(words[0]) && isScore(words[3]),
  },
  {
    example: "'enroll test 1 score' (SpeechBrain)",
    ...{ enroll: 0, test: 1, score: 3, label: 2 },
    fits: words => words.length === 4 && isLabel(words[2]) && isScore(words[3]),
  },
  {
    example: "'enroll test score' (Kaldi)",
    ...{ enroll: 0, test: 1, score: 2, label: undefined },
    fits: words => words.length === 3 && isScore(words[2]),
  },
];

/** Reads a score file of svtk, wespeaker, sunine, SpeechBrain or Kaldi. Throws DataError or NumericError as `file:line`. */
export function readScores(path: string): ScoreTable {
  const form = formOf(path, forms);
  const names = nameTable();
  const enroll = growing(size => new Int32Array(size));
  const test = growing(size => new Int32Array(size));
  const labels = growing(size => new Uint8Array(size));
  const scores = growing(size => new Float64Array(size));
  visitLines(path, line => {
    const label =
      form.label === undefined ? UNLABELLED : line.words > form.label ? labelAt(line, form.label) : undefined;
    const words = form.label === undefined ? 3 : 4;
    if (line.words < words || label === undefined) throw misshapen(path, line, form);
    enroll.push(names.intern(line.buffer, line.places[2 * form.enroll]!, line.places[2 * form.enroll + 1]!));
    test.push(names.intern(line.buffer, line.places[2 * form.test]!, line.places[2 * form.test + 1]!));
    labels.push(label);
    scores.push(scoreAt(path, line, form));
    return true;
  });
  return { names, enroll: enroll.taken(), test: test.taken(), labels: labels.taken(), scores: scores.taken() };
}

function scoreAt(path: string, line: Line, form: ScoreForm): number {
  const word = wordOf(line, form.score);
  const score = Number(word);
  if (Number.isFinite(score)) return score;
  if (!isScore(word)) throw misshapen(path, line, form);
  throw new NumericError({
    what: 'score is not a number that can be ranked',
    where: `${path}:${line.number}`,
    expected: 'a finite number',
    found: `${word} for ${wordOf(line, form.enroll)} ${wordOf(line, form.test)}`,
  });
}

/** Writes a line a trial in the order of the list, with every digit of its score; whole or not at all. */
export function writeScores(
  path: string,
  trials: TrialTable,
  scores: Float64Array,
  form: ScoreFileForm = 'labelled',
): void {
  if (scores.length !== trials.enroll.length) {
    throw new DataError({
      what: 'scores and trials differ in number',
      expected: `${trials.enroll.length}`,
      found: `${scores.length}`,
    });
  }
  // One string a name, not one a trial.
  const names = Array.from({ length: trials.names.count }, (_, index) => trials.names.name(index));
  const lineAt = (trial: number): string => {
    const label = form === 'kaldi' ? UNLABELLED : trials.labels[trial]!;
    const ending = label === UNLABELLED ? '' : label === TARGET ? ' target' : ' nontarget';
    return `${names[trials.enroll[trial]!]} ${names[trials.test[trial]!]} ${scores[trial]}${ending}\n`;
  };
  writePieces(path, lineBlocks(scores.length, lineAt));
}
