import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { findEngine } from '../../src/engine/native-paths';

beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
});

/** A command that works in steps of 100 ms and, once asked, takes `saving` ms to save; it exits as svtk's cli does. */
function start(saving: number): ChildProcess {
  return startWork(`
      console.log('working');
      while (!signal.aborted) await sleep(20);
      console.log('saving');
      await sleep(${saving});
      console.log('saved');
      throw signal.reason;`);
}

/** A command whose thread is busy from its first word on, as in TensorFlow, for 20 s. */
function startBusy(env: NodeJS.ProcessEnv): ChildProcess {
  return startWork(
    `
      console.log('busy');
      await sleep(10);
      for (const end = Date.now() + 20_000; Date.now() < end; );
      console.log('over');`,
    env,
  );
}

function startWork(work: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const program = `
    const { withStopSignals } = require(${JSON.stringify(join(packageRoot, 'dist/cli/stop-signal.js'))});
    const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
    withStopSignals(async signal => {${work}
    }).catch(error => { console.log(error.message.split('\\n')[0]); process.exitCode = error.exitCode; });`;
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return spawn(process.execPath, ['-e', program], { stdio: [...stdio], env: { ...process.env, ...env } });
}

async function said(child: ChildProcess, word: string): Promise<void> {
  while (!String((await once(child.stdout!, 'data'))[0]).includes(word));
}

function errorsOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', data => {
    text += data;
  });
  return () => text;
}

const promise = '\nsvtk: stops as soon as it has saved; Ctrl-C again stops it at once\n';
const farewell = '\nsvtk: stopped at once; what was saved is kept, and the same command goes on from it\n';

test.each([
  ['SIGINT', 130, 'interrupted'],
  ['SIGTERM', 75, 'stopped by SIGTERM'],
  ['SIGUSR1', 75, 'stopped by SIGUSR1'],
  ['SIGUSR2', 75, 'stopped by SIGUSR2'],
  ['SIGHUP', 75, 'stopped by SIGHUP'],
] as const)('withStopSignals lets work save on %s and ends with %i', async (signal, code, message) => {
  const child = start(50);
  await said(child, 'working');
  let text = '';
  child.stdout?.on('data', data => {
    text += data;
  });
  child.kill(signal);
  child.kill(signal); // a scheduler, npm and a terminal may all pass it on
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(text).toBe(`saving\nsaved\n${message}\n`);
});

const busyOnly = findEngine('gpu') === undefined && findEngine('cpu') === undefined ? test.skip : test;
if (busyOnly === test.skip) test.todo('withStopSignals of a busy thread: skipped, svtk setup has not been run here');

busyOnly(
  'withStopSignals of a busy thread promises to save at Ctrl-C, and a second one ends it while it is busy',
  async () => {
    const child = startBusy({});
    const errors = errorsOf(child);
    await said(child, 'busy');
    await new Promise(resolve => setTimeout(resolve, 100));
    child.kill('SIGINT');
    await new Promise(resolve => setTimeout(resolve, 200));
    child.kill('SIGINT'); // npm's copy of it
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(errors()).toBe(promise);
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
    expect(errors()).toBe(promise + farewell);
  },
);

test.each([
  ['that is set up', {}],
  ['that is not set up', { SVTK_CACHE: join(packageRoot, 'no-such-cache') }],
])('withStopSignals on a machine %s lets a second Ctrl-C end the process while it saves', async (_where, env) => {
  const child = startWork(
    `
      console.log('working');
      while (!signal.aborted) await sleep(20);
      console.log('saving');
      await sleep(600);
      for (const end = Date.now() + 20_000; Date.now() < end; );`,
    env,
  );
  const errors = errorsOf(child);
  await said(child, 'working');
  child.kill('SIGINT');
  await said(child, 'saving');
  await new Promise(resolve => setTimeout(resolve, 900));
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
  expect(errors().startsWith(promise)).toBe(true);
});

test('withStopSignals gives Ctrl-C back to the kernel when the work is done', async () => {
  const child = startWork(`setTimeout(() => console.log('done'), 100); setTimeout(() => undefined, 20_000);`);
  await said(child, 'done');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

test('withStopSignals lets repeated SIGTERM pass while work is saved', async () => {
  const child = start(700);
  await said(child, 'working');
  child.kill('SIGTERM');
  await said(child, 'saving');
  for (let time = 0; time < 3; time++) {
    await new Promise(resolve => setTimeout(resolve, 150));
    child.kill('SIGTERM');
  }
  expect(await once(child, 'exit')).toEqual([75, null]);
});
