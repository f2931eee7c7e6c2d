// Holds finished tables to what a table must be: node scripts/table-check.mjs exp/real-am-softmax-1 exp/real-am-softmax-2
// Every cell of every row is filled, every row's training has lowered its loss, and every row's mean error is lower than the untrained network's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A training must end below this share of the loss that it began with, and of the untrained network's mean error. */
const highestShare = 0.9;

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

function tableFaults({ columns, rows }) {
  const blanks = rows.flatMap(({ name, cells }) =>
    columns.flatMap(({ trials, metric }, index) =>
      Number.isFinite(cells[index]?.value) ? [] : [`${name}: no ${metric} on ${trials}`],
    ),
  );
  const means = rows.map(({ name, cells }) => ({ name, error: mean(cells.map(({ value }) => value)) }));
  const untrained = means.find(({ name }) => name.endsWith(', untrained'));
  if (untrained === undefined) return [...blanks, 'no row of the untrained network'];
  const trained = means.filter(row => row !== untrained);
  for (const { name, error } of means) console.log(`  mean of ${columns.length} columns ${error.toFixed(3)}  ${name}`);
  const worse = trained
    .filter(({ error }) => !(error < highestShare * untrained.error))
    .map(
      ({ name, error }) => `${name}: mean ${error.toFixed(3)}, the untrained network has ${untrained.error.toFixed(3)}`,
    );
  return [...blanks, ...(trained.length === 0 ? ['no trained row'] : []), ...worse];
}

function trainingFaults(folder, runs, rows) {
  const trained = rows.filter(({ name }) => !name.endsWith(', untrained'));
  const seeds = Math.max(1, ...rows.flatMap(({ cells }) => cells.map(cell => cell.seeds?.length ?? 1)));
  const missing =
    runs.length < trained.length * seeds
      ? [`${trained.length} rows of ${seeds} seeds, but ${runs.length} trainings`]
      : [];
  const stuck = runs.flatMap(run => {
    const losses = readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8')
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
  return [...missing, ...stuck];
}

const faults = process.argv.slice(2).flatMap(folder => {
  console.log(folder);
  const path = join(folder, 'table.json');
  if (!existsSync(path)) return [`${folder}: no table.json`];
  const table = JSON.parse(readFileSync(path, 'utf8'));
  const runs = readdirSync(folder).filter(name => existsSync(join(folder, name, 'metrics.jsonl')));
  return [...tableFaults(table), ...trainingFaults(folder, runs, table.rows)].map(fault => `${folder}: ${fault}`);
});
if (process.argv.length < 3) faults.push('no folder of a table given');
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
