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

function checked(name: string, rows: unknown, losses: readonly number[] | undefined, model = 'resnet34') {
  const table = join(folder, name);
  mkdirSync(join(table, 'run'), { recursive: true });
  writeFileSync(join(table, 'table.json'), JSON.stringify({ title: '', columns, rows, notes: [] }));
  writeFileSync(join(table, 'run', 'recipe.resolved.yaml'), `model:\n  type: ${model}\n`);
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
  expect(checked('missing', good, undefined).faults).toContain('run: no metrics.jsonl, it has not been trained');
  const worse = [good[0], { name: 'AM', cells: [{ value: 29 }] }];
  expect(checked('worse', worse, [4, 3, 2]).faults).toContain('AM: mean EER 29.000, of AM, untrained 30.000');
});

test('table-check holds a row to its own untrained network, that of the row without its star, or the nearest above', () => {
  const row = (name: string, value: number) => ({ name, cells: [{ value }] });
  const rows = [row('A, untrained', 40), row('A', 20), row('B, untrained', 20), row('B', 10)];
  expect(checked('own', [row('I', 30), ...rows, row('B*', 15)], [4, 3, 2])).toEqual({ status: 0, faults: '' });
  expect(checked('star', [...rows, row('A*', 37)], [4, 3, 2]).faults).toContain(
    'A*: mean EER 37.000, of A, untrained 40.000',
  );
  expect(checked('above', [...rows, row('C', 19)], [4, 3, 2]).faults).toContain(
    'C: mean EER 19.000, of B, untrained 20.000',
  );
});

test('table-check asks no losses of i-vectors, but of every other run', () => {
  expect(checked('i-vector', good, undefined, 'i-vector')).toEqual({ status: 0, faults: '' });
  expect(checked('no losses', good, undefined).status).toBe(1);
});

test('table-check fails where there is no table, and where no folder is given', () => {
  expect(spawnSync(process.execPath, [script, join(folder, 'none')]).status).toBe(1);
  expect(spawnSync(process.execPath, [script]).status).toBe(1);
});
