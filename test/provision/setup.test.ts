import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { compiledModule } from '../../src/core/package-root';
import { bindingName, findEngine, interruptName, tensorflowDirectory } from '../../src/engine/native-paths';
import { fakeProgram } from './fake-programs';

/**
 * The machine's own engine lends its TensorFlow and its compiled binding, so that only the order of the steps is at stake here; the
 * compiler is a script that hands out that binding.
 */
const lent = findEngine('cpu');
const folder = mkdtempSync(join(tmpdir(), 'svtk-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Machine {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  /** How often the compiler was called for the binding. */
  compilations(): number;
}

let machines = 0;
/** A cache that holds TensorFlow and nothing else; `compiler` runs before the binding is written. */
function machine(compiler = ''): Machine {
  const home = join(folder, `machine-${++machines}`);
  const cache = join(home, 'cache');
  const programs = join(home, 'programs');
  mkdirSync(cache, { recursive: true });
  symlinkSync(dirname(tensorflowDirectory('cpu')), join(cache, 'tensorflow'));
  for (const name of [bindingName, interruptName]) copyFileSync(join(lent?.directory ?? '', name), join(home, name));
  const script = `while [ $# -gt 0 ]; do
  if [ "$1" = -o ]; then out=$2; fi
  shift
done
if [ "\${out##*/}" = ${bindingName} ]; then echo called >> ${home}/calls; fi
${compiler}
cp "${home}/\${out##*/}" "$out"`;
  fakeProgram(programs, 'c++', script);
  fakeProgram(programs, 'ffmpeg', 'echo "ffmpeg version 7.1-fake Copyright"');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    SVTK_CACHE: cache,
    PATH: `${programs}${delimiter}${process.env['PATH']}`,
  };
  delete env['SVTK_FFMPEG'];
  delete env['CXX'];
  const calls = join(home, 'calls');
  return {
    cache,
    env,
    compilations: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n').length : 0),
  };
}

interface Outcome {
  readonly output: string;
  readonly code: number | null;
  /** The steps that had something to do. */
  readonly made: readonly string[] | undefined;
  /** Processor time of svtk's own process. */
  readonly seconds: number;
}

function start(on: Machine): ChildProcess {
  const script = `
    const { setUp } = require(${JSON.stringify(compiledModule('provision/setup'))});
    const report = event => console.error(JSON.stringify(event));
    setUp({ flavour: 'cpu', report }).then(
      setup => console.log(JSON.stringify({ made: setup.made, cpu: process.cpuUsage() })),
      error => { console.error(error.message); process.exitCode = error.exitCode ?? 1; });`;
  return spawn(process.execPath, ['-e', script], { env: on.env });
}

async function outcome(child: ChildProcess): Promise<Outcome> {
  let output = '';
  let stdout = '';
  child.stderr!.on('data', data => {
    output += data;
  });
  child.stdout!.on('data', data => {
    stdout += data;
  });
  await once(child, 'close');
  const { made, cpu } = stdout === '' ? { made: undefined, cpu: { user: 0, system: 0 } } : JSON.parse(stdout);
  return { output, code: child.exitCode, made, seconds: (cpu.user + cpu.system) / 1e6 };
}

const setUpOn = (on: Machine): Promise<Outcome> => outcome(start(on));
const leftovers = (on: Machine): string[] =>
  readdirSync(join(on.cache, 'engine')).filter(name => name.includes('.tmp-'));

const withEngine = lent === undefined ? describe.skip : describe;
if (lent === undefined) test.todo('setUp: skipped, the engine is not set up here; run svtk setup first');

withEngine('with an engine to lend', () => {
  test('setUp makes what is missing, once: a second call does nothing, in well under a second of processor time', async () => {
    const on = machine();
    expect(await setUpOn(on)).toMatchObject({ code: 0, made: ['binding', 'smoke-test'] });
    const second = await setUpOn(on);
    expect(second).toMatchObject({ code: 0, made: [], output: '' });
    expect(second.seconds).toBeLessThan(1);
    expect(on.compilations()).toBe(1);
  });

  test('setUp of two processes at once compiles once, and both end well', async () => {
    const on = machine('sleep 1');
    const [first, second] = await Promise.all([setUpOn(on), setUpOn(on)]);
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(on.compilations()).toBe(1);
    expect([...(first.made ?? []), ...(second.made ?? [])].sort()).toEqual(['binding', 'smoke-test']);
    // The holder's name may not be in the lock yet: the two may start within a millisecond of each other.
    expect(`${first.output}${second.output}`).toMatch(
      /waiting for (process \d+|a process that has not written its name yet)/,
    );
  });

  test('setUp killed while it compiles leaves no engine; the next one sweeps, makes it, and needs no lock removed', async () => {
    const on = machine(`cat "$0" > "$out"; sleep 1`);
    for (let round = 0; round < 3; round++) {
      const child = start(on);
      while (on.compilations() <= round) await new Promise(resolve => setTimeout(resolve, 20));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(leftovers(on)).toHaveLength(1);
      expect(readdirSync(join(on.cache, 'engine')).filter(name => !name.includes('.tmp-'))).toEqual([]);
    }
    expect(await setUpOn(on)).toMatchObject({ code: 0, made: ['binding', 'smoke-test'] });
    expect(leftovers(on)).toEqual([]);
  });

  test('setUp killed in the smoke test runs the smoke test again, and does not compile again', async () => {
    const on = machine();
    const child = start(on);
    for await (const data of child.stderr!) if (String(data).includes('"smoke-test"')) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await setUpOn(on)).toMatchObject({ code: 0, made: ['smoke-test'] });
    expect(on.compilations()).toBe(1);
  });

  test('setUp whose engine does not load says so, exits 3, and does not count it as set up', async () => {
    const on = machine('echo nonsense > "$out"; exit 0');
    const failed = await setUpOn(on);
    expect(failed.code).toBe(3);
    expect(failed.output).toMatch(/the TensorFlow engine does not work on this machine.*svtk setup --force/s);
    expect((await setUpOn(on)).output).toContain('the TensorFlow engine does not work');
  });

  test.each([
    ['that is missing', undefined, /cannot find c\+\+\n.*sudo apt install g\+\+.*CXX/],
    [
      'that fails',
      'echo "x.cc:1:2: error: no such thing" >&2; exit 1',
      /does not compile: found c\+\+ ended with exit code 1\n {4}x\.cc:1:2: error: no such thing/,
    ],
    [
      'that is too old',
      `echo "error: unrecognized command line option '-std=c++17'" >&2; exit 1`,
      /too old for C\+\+17 \(GCC 7, Clang 5\)/,
    ],
    [
      'on a full disk',
      'echo "fatal error: error writing to x.s: No space left on device" >&2; exit 1',
      /not enough room on the disk for the compiled binding: expected 20 MB free/,
    ],
  ])('setUp with a compiler %s says what to do, exits 3 and leaves nothing', async (_case, compiler, message) => {
    const on = machine(compiler);
    if (compiler === undefined) on.env['CXX'] = '';
    const path = join(dirname(on.cache), 'programs');
    if (compiler === undefined) {
      rmSync(join(path, 'c++'));
      for (const name of ['flock', 'getconf']) fakeProgram(path, name, `PATH=${process.env['PATH']} exec ${name} "$@"`);
      on.env['PATH'] = path;
    }
    const failed = await setUpOn(on);
    expect(failed.output).toMatch(message);
    expect(failed.code).toBe(3);
    expect(readdirSync(join(on.cache, 'engine'))).toEqual([]);
  });

  test('setUp with a broken $SVTK_FFMPEG names it and brings no other', async () => {
    const on = machine();
    on.env['SVTK_FFMPEG'] = fakeProgram(join(on.cache, 'x'), 'ffmpeg', 'echo "libx.so: cannot open" >&2; exit 127');
    const failed = await setUpOn(on);
    expect(failed.output).toMatch(
      /x\/ffmpeg {2}\$SVTK_FFMPEG does not run: found -version ended with 127: libx\.so: cannot open/,
    );
    expect(failed.code).toBe(3);
  });
});
