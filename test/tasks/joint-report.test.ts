import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecipes } from '../../src/recipe/load';
import { checkRecipes } from '../../src/recipe/task-definition';
import { detCoordinate } from '../../src/report/analysis/det-points';
import { type RunFigures, runFiguresText } from '../../src/report/run-figures';
import { tasks } from '../../src/tasks';
import { seriesOf } from '../../src/tasks/experiment';
import { jointReport } from '../../src/tasks/joint-report';
import { planVerification } from '../../src/tasks/verification/plan';
import { tinyRecipe } from '../end-to-end/rig';

const folder = mkdtempSync(join(tmpdir(), 'svtk-joint-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

const curve = { steps: [1, 2, 3], values: [3, 2, 1] };
const pairs = { satisfied: curve, satisfied_pull: { steps: [1, 2, 3], values: [0, 0, 0] } };

function figures(training: RunFigures['training'], eer: number): RunFigures {
  const [low, high, at] = [0.001, 0.5, eer].map(detCoordinate) as [number, number, number];
  const points = [
    { falseAlarm: high, miss: low },
    { falseAlarm: at, miss: at },
    { falseAlarm: low, miss: high },
  ];
  const system = { backend: 'cosine', points, marks: [{ metric: 'EER', falseAlarm: at, miss: at }] };
  return { training, lists: [{ list: 'pairs', systems: [{ ...system, variant: 'untrained' }, system] }] };
}

/** A table recipe of rows, each with the figures that its run would have left. */
function scoredSeries(rows: Readonly<Record<string, RunFigures>>) {
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const lines = Object.keys(rows).map(name => `  - { name: ${JSON.stringify(name)}, recipe: tiny.yaml }`);
  writeFileSync(join(folder, 'table.yaml'), `task: table\ntitle: T & Co\nrows:\n${lines.join('\n')}\n`);
  const [series] = seriesOf(checkRecipes(loadRecipes(join(folder, 'table.yaml'), {}), tasks), undefined);
  if (series === undefined) throw new Error('no series');
  const surroundings = { versions: { tensorflow: '', ffmpeg: '' }, engine: async () => undefined };
  const scored = series.experiments.map((experiment, place) => {
    const directory = join(folder, 'exp', `run-${place}`);
    mkdirSync(directory, { recursive: true });
    const row = rows[experiment.row ?? ''];
    if (row === undefined) throw new Error(`no row ${experiment.row}`);
    writeFileSync(join(directory, 'report.json'), runFiguresText(row));
    writeFileSync(
      join(directory, 'env.json'),
      JSON.stringify({ command: 'svtk run table.yaml', commit: `commit${place}` }),
    );
    return {
      experiment,
      directory,
      plan: planVerification(experiment.recipe, surroundings),
      path: () => join(directory, 'report.json'),
    };
  });
  return { series, scored };
}

const result = {
  title: 'T & Co',
  columns: [{ trials: 'pairs', backend: 'cosine', metric: 'EER %', digits: 3 }],
  notes: [],
};

test('jointReport draws the pairs of the rows that have them in one figure, names those that lack them, and all rows’ DET', async () => {
  const rows = {
    'AM m = 0.2': figures({ loss: curve, ...pairs }, 0.1),
    'Real <AM>': figures({ loss: curve, ...pairs }, 0.05),
    softmax: figures({ loss: curve }, 0.2),
  };
  const { series, scored } = scoredSeries(rows);
  const table = { ...result, rows: [{ name: 'Real <AM>', cells: [{ value: 5, published: 1.5 }] }] };
  const path = await jointReport(series, scored, table, join(folder, 'out'));
  const html = readFileSync(path, 'utf8');
  expect(html).toContain('T &amp; Co');
  expect(html).toContain('(paper 1.500)');
  expect(html).toContain('Real &lt;AM&gt;');
  expect(html).not.toContain('<AM>');
  expect(html).toContain('or their log is older: softmax.');
  expect(html.match(/svtk run table\.yaml/g)).toHaveLength(1);
  expect(readdirSync(join(folder, 'out/figures')).sort()).toEqual([
    'det-pairs-1.svg',
    'training-loss.svg',
    'training-satisfied-pull.svg',
    'training-satisfied.svg',
  ]);
  const svg = (file: string): string => readFileSync(join(folder, 'out/figures', file), 'utf8');
  for (const name of ['AM m = 0.2', 'Real &lt;AM&gt;'])
    expect(svg('training-satisfied-pull.svg')).toContain(`>${name}</text>`);
  expect(svg('training-satisfied-pull.svg')).not.toContain('softmax');
  for (const name of ['AM m = 0.2', 'softmax', 'softmax, untrained'])
    expect(svg('det-pairs-1.svg')).toContain(`>${name}</text>`);
});

test('jointReport of rows without a margin has no figure of pairs and says so', async () => {
  const { series, scored } = scoredSeries({ a: figures({ loss: curve }, 0.1), b: figures({ loss: curve }, 0.1) });
  await jointReport(series, scored, { ...result, rows: [] }, join(folder, 'none'));
  expect(readFileSync(join(folder, 'none/report.html'), 'utf8')).toContain('none of the losses has a margin');
  expect(existsSync(join(folder, 'none/figures/training-satisfied.svg'))).toBe(false);
});
