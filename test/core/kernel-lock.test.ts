import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockedError } from '../../src/core/errors';
import type { RunEvent } from '../../src/core/events';
import { acquireLock } from '../../src/core/kernel-lock';
import { compiledModule } from '../../src/core/package-root';

const folder = mkdtempSync(join(tmpdir(), 'svtk-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that takes the lock, says so, and then runs `then`. */
function holder(path: string, then: string, env: NodeJS.ProcessEnv = process.env): ChildProcess {
  const script = `
    const { acquireLock } = require(${JSON.stringify(compiledModule('core/kernel-lock'))});
    acquireLock(${JSON.stringify(path)}, { command: 'svtk test', report: event => console.error(event.text) })
      .then(lock => { console.log('held'); ${then} }, error => { console.log(error.name); console.error(error.message); });`;
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'], env });
}

const firstWord = async (child: ChildProcess): Promise<string> =>
  String((await once(child.stdout!, 'data'))[0])
    .trim()
    .split('\n')[0]!;

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();

test('acquireLock writes a note of its holder and refuses a second holder, also in the same process', async () => {
  const path = join(folder, 'same');
  const lock = await acquireLock(path, { command: 'svtk run a.yaml' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    pid: process.pid,
    host: hostname(),
    command: 'svtk run a.yaml',
  });
  const refused = acquireLock(path, { command: 'svtk run b.yaml' });
  await expect(refused).rejects.toBeInstanceOf(LockedError);
  await expect(refused).rejects.toThrow(`process ${process.pid} on ${hostname()} since`);
  await expect(refused).rejects.toThrow('(svtk run a.yaml)');
  lock.release();
  lock.release();
  (await acquireLock(path, { command: 'svtk run b.yaml' })).release();
});

test('acquireLock({ wait }) gets the lock when the holder lets go, and says whom it waits for', async () => {
  const path = join(folder, 'wait');
  const first = await acquireLock(path, { command: 'svtk setup' });
  setTimeout(() => first.release(), 300);
  const events: RunEvent[] = [];
  const second = await acquireLock(path, { command: 'svtk setup', wait: 10, report: event => events.push(event) });
  second.release();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    type: 'note',
    text: expect.stringContaining(`waiting for process ${process.pid}`),
  });
});

test('a lock goes with its process on SIGKILL, though a child of that process lives on', async () => {
  const path = join(folder, 'killed');
  for (let round = 0; round < 5; round++) {
    const first = holder(
      path,
      `console.log(require('child_process').spawn('sleep', ['30']).pid); setInterval(() => {}, 1000);`,
    );
    let text = '';
    first.stdout!.on('data', data => {
      text += data;
    });
    while (!/held\s+\d+\n/.test(text)) await once(first.stdout!, 'data');
    await expect(acquireLock(path, { command: 'svtk test' })).rejects.toThrow(`process ${first.pid} `);
    first.kill('SIGKILL');
    await ended(first);
    (await acquireLock(path, { command: 'svtk test' })).release();
    process.kill(Number(/held\s+(\d+)/.exec(text)?.[1]));
  }
});

test('acquireLock of eight processes at once has exactly one winner', async () => {
  const path = join(folder, 'race');
  const children = Array.from({ length: 8 }, () => holder(path, 'setInterval(() => {}, 1000);'));
  const words = await Promise.all(children.map(firstWord));
  for (const child of children) child.kill('SIGKILL');
  expect(words.filter(word => word === 'held')).toHaveLength(1);
  expect(words.filter(word => word === 'LockedError')).toHaveLength(7);
});

test('acquireLock without a flock program warns, and still lets one process in and frees the lock with it', async () => {
  const path = join(folder, 'no-flock');
  const env = { ...process.env, PATH: folder };
  const first = holder(path, 'setInterval(() => {}, 1000);', env);
  let warning = '';
  first.stderr!.on('data', data => {
    warning += data;
  });
  expect(await firstWord(first)).toBe('held');
  expect(warning).toContain('no flock program');
  const second = holder(path, '', env);
  expect(await firstWord(second)).toBe('LockedError');
  first.kill('SIGKILL');
  await ended(first);
  const third = holder(path, '', env);
  expect(await firstWord(third)).toBe('held');
  await ended(third);
  expect(third.exitCode).toBe(0);
});
