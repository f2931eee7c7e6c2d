import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { equalErrorRuleNames } from '../metrics/eer';
import { checkedArguments } from './checked-arguments';
import type { Evaluation, Figure } from './evaluation';
import { typedNumber } from './typed-number';

const count = typedNumber(z.int().min(0));
const options = z.object({
  scores: z.string(),
  trials: z.string().optional(),
  utt2spk: z.string().optional(),
  rule: z.enum(equalErrorRuleNames),
  priors: z.array(typedNumber(z.number().gt(0).lt(1))),
  fars: z.array(typedNumber(z.number().min(0).max(1))),
  resamples: count,
  seed: count,
  json: z.boolean(),
});

/** `svtk eval`: error rates of a score file. */
export const command: CommandModule = {
  command: 'eval <scores>',
  describe: 'EER, minDCF, FRR at a FAR, actDCF and Cllr of a score file, with thresholds and 95 % intervals',
  builder: yargs =>
    yargs
      .positional('scores', { type: 'string', describe: 'score file of svtk, wespeaker, sunine, SpeechBrain or Kaldi' })
      .option('trials', {
        type: 'string',
        requiresArg: true,
        describe: 'trial list with labels, where the score file has none',
      })
      .option('utt2spk', { type: 'string', requiresArg: true, describe: 'speaker of each id: intervals over speakers' })
      .option('rule', {
        choices: equalErrorRuleNames,
        default: 'interpolation',
        describe: 'how the EER is read off the curve',
      })
      .option('priors', {
        type: 'string',
        array: true,
        default: ['0.01', '0.001'],
        describe: 'target priors for minDCF and actDCF',
      })
      .option('fars', {
        type: 'string',
        array: true,
        default: ['0.01'],
        describe: 'false acceptance rates at which to give the false rejection rate',
      })
      .option('resamples', { type: 'string', default: '1000', describe: 'bootstrap resamples; 0 for no intervals' })
      .option('seed', { type: 'string', default: '1', describe: 'seed of the bootstrap' })
      .option('json', { type: 'boolean', default: false, describe: 'print one JSON document' })
      .example('$0 eval scores.txt --utt2spk utt2spk', 'with intervals over speakers')
      .example('$0 eval scores.txt --trials vox1-O.txt --rule kaldi --json', 'labels from a list, Kaldi’s EER'),
  async handler(argv) {
    const { scores, trials, utt2spk, json, ...plan } = checkedArguments(options, argv);
    const { evaluateFile } = await import('./evaluate-file');
    const { evaluation, resampled } = evaluateFile({ scores, trials, utt2spk }, plan);
    if (json) {
      process.stdout.write(`${JSON.stringify({ scores, ...plan, resampled, ...evaluation }, null, 2)}\n`);
      return;
    }
    const note =
      plan.resamples === 0 ? '' : `95 % intervals: ${plan.resamples} resamples of ${resampled} (seed ${plan.seed})\n`;
    process.stdout.write(`${scores}\n${evaluationText(evaluation)}${note}`);
  },
};

/** An evaluation as lines for a terminal. */
export function evaluationText({ trials, targets, nontargets, figures }: Evaluation): string {
  const counted = `${grouped(trials)} trials: ${grouped(targets)} target, ${grouped(nontargets)} nontarget`;
  const rows = figures.map(figure => [figure.label, valueText(figure), intervalText(figure), thresholdText(figure)]);
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map(row =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${[counted, ...lines].join('\n')}\n`;
}

function digitsOf({ unit }: Figure): number {
  return unit === '%' ? 3 : 4;
}

function valueText(figure: Figure): string {
  return `${figure.value.toFixed(digitsOf(figure))}${figure.unit === '' ? '' : ` ${figure.unit}`}`;
}

function intervalText({ interval, ...figure }: Figure): string {
  if (interval === undefined) return '';
  return `[${interval.low.toFixed(digitsOf(figure))}, ${interval.high.toFixed(digitsOf(figure))}]`;
}

function thresholdText({ threshold }: Figure): string {
  if (threshold === undefined) return '';
  return threshold === null ? 'threshold: reject all' : `threshold ${threshold.toPrecision(6)}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}
