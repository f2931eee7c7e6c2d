import type { Comparison } from '../metrics/paired-comparison';
import type { CompareArguments } from './compare';
import type { ComparedList } from './compare-files';

/** Comparisons as lines for a terminal. */
export function comparisonText(
  { first, second, resamples, seed }: Pick<CompareArguments, 'first' | 'second' | 'resamples' | 'seed'>,
  compared: readonly ComparedList[],
): string {
  const blocks = compared.map(listText);
  const tests = compared.reduce((sum, { comparisons }) => sum + comparisons.length, 0);
  const chance = tests > 3 ? `; of ${tests} tests of equal systems one in 20 finds a difference` : '';
  return [
    `A  ${first}`,
    `B  ${second}`,
    ...blocks.flatMap(lines => ['', ...lines]),
    '',
    `paired bootstrap, ${resamples} resamples (seed ${seed}); [ ] 95 % interval of B − A, p two-sided${chance}`,
    '',
  ].join('\n');
}

function listText({ heading, trials, targets, resampled, comparisons }: ComparedList): string[] {
  const counted = `${trials.toLocaleString('en')} trials, ${targets.toLocaleString('en')} of them target; drawn are ${resampled}`;
  const rows = comparisons.map(rowOf);
  const widths = [0, 1, 2, 3, 4, 5].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return [
    heading === undefined ? counted : `${heading}: ${counted}`,
    ...rows.map(row =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  ];
}

function rowOf(comparison: Comparison): string[] {
  const { label, unit, first, second, difference, interval, p } = comparison;
  const digits = unit === '%' ? 3 : 4;
  const number = (value: number): string => `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
  return [
    label,
    `A ${number(first)}`,
    `B ${number(second)}`,
    `B − A ${signed(difference)} [${signed(interval.low)}, ${signed(interval.high)}]`,
    `p ${p < 0.001 ? p.toExponential(0) : p.toFixed(3)}`,
    verdict(comparison),
  ];
}

/** Every figure of `svtk compare` is the better the lower it is. */
function verdict({ difference, p }: Comparison): string {
  if (p >= 0.05) return 'a tie: no difference found';
  return difference < 0 ? 'B is better' : 'A is better';
}
