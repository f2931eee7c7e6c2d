import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const script = resolve(__dirname, '../../scripts/table-check.mjs');
const folder = mkdtempSync(join(tmpdir(), 'svtk-table-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = [{ trials: 'a', backend: 'cosine', metric: 'EER %', digits: 3 }];
const good = [
  { name: 'AM, untrained', cells: [{ value: 30 }] },
  { name: 'AM', cells: [{ value: 10 }] },
];

function checked(name: string, rows: unknown, losses: readonly number[] | undefined) {
  const table = join(folder, name);
  mkdirSync(join(table, 'run'), { recursive: true });
  writeFileSync(join(table, 'table.json'), JSON.stringify({ title: '', columns, rows, notes: [] }));
  if (losses !== undefined) {
    writeFileSync(join(table, 'run', 'metrics.jsonl'), losses.map(loss => JSON.stringify({ loss })).join('\n'));
  }
  const { status, stderr } = spawnSync(process.execPath, [script, table], { encoding: 'utf8' });
  return { status, faults: stderr.trim() };
}

test('table-check passes a table whose cells are filled, whose losses fell, and whose errors are below the untrained network’s', () => {
  expect(checked('good', good, [4, 3, 2])).toEqual({ status: 0, faults: '' });
});

test('table-check names a blank cell, a loss that did not fall, a missing training and a row no better than untrained', () => {
  const blank = checked('blank', [...good, { name: 'Real AM', cells: [{}] }], [4, 3, 2]);
  expect(blank.status).toBe(1);
  expect(blank.faults).toContain('Real AM: no EER % on a');
  expect(checked('stuck', good, [4, 4, 4]).faults).toContain('its loss went from 4 to 4');
  expect(checked('missing', good, undefined).faults).toContain('1 rows of 1 seeds, but 0 trainings');
  const worse = [good[0], { name: 'AM', cells: [{ value: 29 }] }];
  expect(checked('worse', worse, [4, 3, 2]).faults).toContain('the untrained network has 30.000');
});

test('table-check fails where there is no table, and where no folder is given', () => {
  expect(spawnSync(process.execPath, [script, join(folder, 'none')]).status).toBe(1);
  expect(spawnSync(process.execPath, [script]).status).toBe(1);
});
