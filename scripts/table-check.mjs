// Holds finished tables to what a table must be: node scripts/table-check.mjs exp/real-am-softmax-1 exp/real-am-softmax-2
// Every cell of every row is filled, every training has lowered its loss, and every row's mean EER is lower than the untrained network's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A training must end below this share of the loss that it began with, and of the untrained network's mean EER. */
const highestShare = 0.9;
const mark = ', untrained';

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

function tableFaults({ columns, rows }) {
  const blanks = rows.flatMap(({ name, cells }) =>
    columns.flatMap(({ trials, metric }, index) =>
      Number.isFinite(cells[index]?.value) ? [] : [`${name}: no ${metric} on ${trials}`],
    ),
  );
  const isRate = columns.map(({ metric }) => metric.startsWith('EER'));
  const rates = isRate.filter(Boolean).length;
  if (rates === 0) return [...blanks, 'no column of EERs'];
  const means = rows.map(({ name, cells }) => ({
    name,
    error: mean(cells.filter((_, index) => isRate[index]).map(({ value }) => value)),
  }));
  for (const { name, error } of means) console.log(`  mean of ${rates} EERs ${error.toFixed(3)}  ${name}`);
  if (!means.some(({ name }) => name.endsWith(mark))) return [...blanks, 'no row of an untrained network'];
  const trained = means.filter(({ name }) => !name.endsWith(mark));
  const worse = trained.flatMap(({ name, error }) => {
    const start = untrainedFor(name, means);
    const compared = `${name}: mean EER ${error.toFixed(3)}, of ${start.name} ${start.error.toFixed(3)}`;
    return error < highestShare * start.error ? [] : [compared];
  });
  return [...blanks, ...(trained.length === 0 ? ['no trained row'] : []), ...worse];
}

/** A row's own untrained network, that of the row without its star, or the nearest above it; above them all, the first of the table. */
function untrainedFor(name, rows) {
  const called = wanted => rows.find(row => row.name === `${wanted}${mark}`);
  const untrained = rows.filter(row => row.name.endsWith(mark));
  const above = rows
    .slice(
      0,
      rows.findIndex(row => row.name === name),
    )
    .filter(row => untrained.includes(row));
  return called(name) ?? called(name.replace('*', '')) ?? above.at(-1) ?? untrained[0];
}

/** i-vectors are trained without a loss; every other run has the losses of its steps. */
function trainingFaults(folder, runs) {
  if (runs.length === 0) return ['no run'];
  return runs.flatMap(run => {
    const path = join(folder, run, 'metrics.jsonl');
    const recipe = readFileSync(join(folder, run, 'recipe.resolved.yaml'), 'utf8');
    if (/^ *type: i-vector$|^model: i-vector$/m.test(recipe)) return [];
    if (!existsSync(path)) return [`${run}: no metrics.jsonl, it has not been trained`];
    const losses = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
      .filter(row => typeof row.loss === 'number')
      .map(row => row.loss);
    const tenth = Math.max(1, Math.floor(losses.length / 10));
    const [first, last] = [mean(losses.slice(0, tenth)), mean(losses.slice(-tenth))];
    console.log(`  ${losses.length} steps, loss ${first.toFixed(3)} → ${last.toFixed(3)}  ${run}`);
    return last < highestShare * first ? [] : [`${run}: its loss went from ${first} to ${last}`];
  });
}

const faults = process.argv.slice(2).flatMap(folder => {
  console.log(folder);
  const path = join(folder, 'table.json');
  if (!existsSync(path)) return [`${folder}: no table.json`];
  const table = JSON.parse(readFileSync(path, 'utf8'));
  const runs = readdirSync(folder).filter(name => existsSync(join(folder, name, 'recipe.resolved.yaml')));
  return [...tableFaults(table), ...trainingFaults(folder, runs)].map(fault => `${folder}: ${fault}`);
});
if (process.argv.length < 3) faults.push('no folder of a table given');
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
