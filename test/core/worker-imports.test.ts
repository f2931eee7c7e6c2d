import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const source = resolve(__dirname, '../../src');

/** All files that a file loads, directly or not; type-only imports are not loaded. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replaceAll(/(?:import|export) type [^;]*;/g, '');
  for (const [, path = ''] of text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)) {
    const base = resolve(file, '..', path);
    const found = [`${base}.ts`, join(base, 'index.ts')].find(existsSync);
    if (found !== undefined) closure(found, seen);
  }
  return seen;
}

const workers = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  file =>
    file.endsWith('.ts') && /\b(answerTasks\(|function openWaveforms\()/.test(readFileSync(join(source, file), 'utf8')),
);

test('there are worker modules to hold to it', () => {
  expect(workers).toEqual(expect.arrayContaining(['audio/shard-worker.ts', 'training/batch-worker.ts']));
});

test.each(workers)('%s does not load the engine, whose binding lives in the main thread only', file => {
  const loaded = [...closure(join(source, file))].map(path => relative(source, path));
  expect(loaded.filter(path => path.startsWith('engine/'))).toEqual([]);
});
