// The reliability table: npm run reliability -- [--only R6]… [--share small|full|0.1] [--seed 1] [--json FILE]
// docs/reliability.md says what each row does. Exit code 1 where something tried did not survive.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Count, NotHere, Stopped } from './count.mjs';
import { rows } from './rows.mjs';
import { heading, line } from './table.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    share: { type: 'string', default: 'small' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});

function refuse(text) {
  console.error(text);
  process.exit(2);
}

/** How many of a row's trials to make: `small` and `full` are the row's own numbers, a fraction is of the full one. */
function sizeOf(share) {
  if (share === 'small') return small => small;
  if (share === 'full') return (_, full) => full;
  const fraction = Number(share);
  if (!(fraction > 0 && fraction <= 1))
    refuse(`--share: expected small, full, or a fraction from 0 to 1, found '${share}'`);
  return (small, full) => Math.max(small, Math.round(full * fraction));
}

const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) refuse(`--seed: expected a whole number, found '${values.seed}'`);
const size = sizeOf(values.share);
for (const id of values.only) {
  if (!rows.some(row => row.id === id))
    refuse(`--only ${id}: no such row; expected one of ${rows.map(row => row.id).join(', ')}`);
}
const chosen = rows.filter(({ id }) => values.only.length === 0 || values.only.includes(id));
// Ctrl-C or SIGTERM: the row under way says what it has tried so far, and those behind it are left out.
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    stopped = true;
  });
}

const minute = 60_000;
let told = performance.now();
/** How far a row is: over and over in one line of a terminal, once a minute in a log. */
const report = text => {
  if (stopped) throw new Stopped();
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== '' && performance.now() - told > minute) {
    told = performance.now();
    console.error(text);
  }
};

async function outcomeOf(row) {
  try {
    const count = await row.run({ size, seed, report: text => report(`${row.id} ${text}`) });
    const { tried, survived } = count;
    // A row that tried nothing has shown nothing.
    return { ...count, status: tried > 0 && survived === tried ? 'held' : 'MISSED' };
  } catch (error) {
    if (error instanceof Stopped) {
      const { tried, survived } = Count.latest;
      const status = tried > 0 && survived === tried ? 'held' : 'MISSED';
      return { ...Count.latest.with('stopped by hand'), status };
    }
    if (error instanceof NotHere) return { status: 'not run', note: error.message };
    return { status: 'MISSED', tried: 0, survived: 0, missed: [error instanceof Error ? error.stack : String(error)] };
  }
}

const results = [];
console.log(heading());
for (const row of chosen) {
  const started = performance.now();
  if (stopped) break;
  const outcome = await outcomeOf(row);
  const seconds = Math.round((performance.now() - started) / 1000);
  if (!stopped) report('');
  console.log(line(row, outcome, seconds));
  for (const what of (outcome.missed ?? []).slice(0, 5)) console.log(`      missed: ${what}`);
  results.push({ id: row.id, what: row.what, goal: row.goal, seconds, ...outcome });
}
const count = status => results.filter(result => result.status === status).length;
console.log(
  `${count('held')} held, ${count('MISSED')} missed, ${count('not run')} not run here; share ${values.share}, seed ${seed}`,
);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ share: values.share, seed, results }, null, 2)}\n`);
process.exitCode = count('MISSED') > 0 ? 1 : 0;
