import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'svtk-million-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (what: string) =>
  JSON.parse(
    execFileSync(process.execPath, [join(__dirname, 'million.cjs'), what, folder, '1000000'], { encoding: 'utf8' }),
  );

test('writeShards and openShards take a million utterances in little memory, and the index opens within a second', () => {
  const written = run('write');
  const opened = run('open');
  process.stderr.write(`a million utterances: written ${JSON.stringify(written)}, opened ${JSON.stringify(opened)}\n`);
  expect(written.megabytes).toBeLessThan(600);
  expect(opened).toMatchObject({
    wrong: 0,
    first: [123456 & 0x7fff, 123456 >> 1, 123456 >> 2].map(value => value & 0x7fff),
  });
  expect(opened.megabytes).toBeLessThan(150);
  expect(opened.seconds).toBeLessThan(1);
}, 600_000);
