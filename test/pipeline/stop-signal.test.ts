import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';

beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
});

/** A command that works in steps of 100 ms and, once asked, takes `saving` ms to save; it exits as svtk's cli does. */
function start(saving: number): ChildProcess {
  const program = `
    const { withStopSignals } = require(${JSON.stringify(join(packageRoot, 'dist/pipeline/stop-signal.js'))});
    const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
    withStopSignals(async signal => {
      console.log('working');
      while (!signal.aborted) await sleep(20);
      console.log('saving');
      const end = Date.now() + ${saving};
      await sleep(10);
      if (${saving} > 1000) { await sleep(600); while (Date.now() < end); } // the main thread is busy, as in TensorFlow
      else await sleep(${saving});
      console.log('saved');
      throw signal.reason;
    }).catch(error => { console.log(error.message.split('\\n')[0]); process.exitCode = error.exitCode; });`;
  return spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function said(child: ChildProcess, word: string): Promise<void> {
  while (!String((await once(child.stdout!, 'data'))[0]).includes(word));
}

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

test('withStopSignals lets a second Ctrl-C end the process within a second, though its thread is busy', async () => {
  const child = start(20_000);
  await said(child, 'working');
  child.kill('SIGINT');
  await said(child, 'saving');
  await new Promise(resolve => setTimeout(resolve, 900));
  const asked = performance.now();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  expect(performance.now() - asked).toBeLessThan(1000);
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
