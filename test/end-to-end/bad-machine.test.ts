import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../src/core/cache-directory';
import { findEngine } from '../../src/engine/native-paths';
import { fileTree, halfWritten } from './file-tree';
import { openRig, type Rig, tinyRecipe } from './rig';

const ends: (() => void)[] = [];
afterAll(() => {
  for (const end of ends.reverse()) end();
});

function rig(environment: NodeJS.ProcessEnv = {}): Rig {
  const opened = openRig(environment);
  ends.push(opened.remove);
  opened.write('tiny.yaml', tinyRecipe);
  return opened;
}

/** Runs the test where its need is met, else shows it as a todo that says what is missing. */
function testWhere(met: boolean, missing: string, title: string, body: () => Promise<void>): void {
  if (met) test(title, body, 180_000);
  else test.todo(`${title}: skipped, ${missing}`);
}

/** A program for every name, by a link: a PATH with nothing else on it. */
function onlyPrograms(folder: string, names: readonly string[]): string {
  mkdirSync(folder);
  for (const name of names) {
    const place = (process.env['PATH'] ?? '').split(':').find(other => existsSync(join(other, name)));
    if (place !== undefined) symlinkSync(join(place, name), join(folder, name));
  }
  return folder;
}

test('svtk run without an engine names svtk setup before it prepares anything', async () => {
  const bare = rig({ SVTK_CACHE: 'empty' });
  const { code, out, err } = await bare.svtk('run', 'tiny.yaml');
  expect(err).toBe('svtk: the TensorFlow engine is not set up\n  svtk setup\n');
  expect(out).toBe('');
  expect(code).toBe(3);
  expect(Object.keys(fileTree(bare.folder))).toEqual(['tiny.yaml']);
});

test('svtk prepare needs no engine', async () => {
  const bare = rig({ SVTK_CACHE: 'empty' });
  expect((await bare.svtk('prepare', 'tiny.yaml')).code).toBe(0);
});

testWhere(
  findEngine('gpu') === undefined,
  'an engine for GPUs is set up here',
  'svtk run --device gpu without that engine names svtk setup --gpu, and prepares nothing',
  async () => {
    const opened = rig();
    const { code, err } = await opened.svtk('run', 'tiny.yaml', '--device', 'gpu');
    expect(err).toBe('svtk: the TensorFlow engine for GPUs is not set up\n  svtk setup --gpu\n');
    expect(code).toBe(3);
    expect(Object.keys(fileTree(opened.folder))).toEqual(['tiny.yaml']);
  },
);

test('svtk run --exp at a place where no folder can be made names the place', async () => {
  const opened = rig();
  const { code, err } = await opened.svtk('prepare', 'tiny.yaml', '--exp', 'tiny.yaml/exp');
  expect(err).toMatch(/^svtk: .*tiny\.yaml\/exp\/.* {2}cannot write.*not a directory/);
  expect(err).toContain('choose another folder');
  expect(code).toBe(3);
});

test('svtk run in a directory where another run works ends with exit code 4 at once, naming it', async () => {
  const shared = rig();
  const { child, ended } = shared.start('run', 'tiny.yaml', 'training.epochs=400', '--device', 'cpu');
  const begun = shared.path('exp/tiny/default/env.json');
  while (!existsSync(begun) && child.exitCode === null) await new Promise(wait => setTimeout(wait, 20));
  const before = readFileSync(begun, 'utf8');
  const { code, err } = await shared.svtk('run', 'tiny.yaml', '--device', 'cpu');
  // It has not waited: the first would have run for minutes.
  expect(child.exitCode).toBeNull();
  expect(err).toMatch(
    new RegExp(
      `another process works here: found process ${child.pid} on .*svtk run tiny\\.yaml training\\.epochs=400`,
    ),
  );
  expect(code).toBe(4);
  expect(readFileSync(begun, 'utf8')).toBe(before);
  child.kill('SIGINT');
  const first = await ended;
  expect(first.err).not.toContain('internal error');
  expect(first.code).toBe(130);
}, 180_000);

describe('on a disk of 4 MiB', () => {
  const opened = rig();
  const disk = opened.path('disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
  if (mounted) ends.push(() => void spawnSync('umount', [disk]));
  opened.write('full.yaml', tinyRecipe.replace('utterances: 3', 'utterances: 6'));

  testWhere(
    mounted,
    'a tmpfs cannot be mounted here',
    'svtk run says what it needs and what is free, leaves nothing half-written, and goes on once there is room',
    async () => {
      const full = await opened.svtk('prepare', 'full.yaml', '--exp', 'disk');
      expect(full.err).toMatch(/svtk: .*disk\/.* {2}the disk is full: expected room for .*, found .* free \(ENOSPC\)/);
      expect(full.err).toContain('make room, then run the same command again');
      expect(full.code).toBe(3);
      const roomy = spawnSync('mount', ['-o', 'remount,size=64m', disk]);
      expect(roomy.status).toBe(0);
      const done = await opened.svtk('prepare', 'full.yaml', '--exp', 'disk');
      expect(done.err).toMatch(/nothing to do/); // the first set was finished, and is kept
      expect(done.code).toBe(0);
      expect(halfWritten(disk)).toEqual([]);
    },
  );
});

describe('svtk setup', () => {
  const tensorflow = join(cacheDirectory(), 'tensorflow');

  testWhere(
    existsSync(tensorflow),
    'TensorFlow is not in the cache; run svtk setup first',
    'svtk setup without a compiler says how to get one, and keeps nothing of the binding',
    async () => {
      const opened = rig();
      const programs = onlyPrograms(opened.path('programs'), ['python3', 'getconf', 'flock', 'sh']);
      mkdirSync(opened.path('cache'));
      symlinkSync(tensorflow, opened.path('cache', 'tensorflow'));
      const bare = rig({ SVTK_CACHE: opened.path('cache'), PATH: programs, CXX: undefined });
      const { code, err } = await bare.svtk('setup');
      expect(err).toMatch(/\nsvtk: cannot find c\+\+\n {2}install a C\+\+17 compiler: .*apt install g\+\+/);
      expect(code).toBe(3);
      expect(existsSync(opened.path('cache', 'engine', 'engine.json'))).toBe(false);
      expect(halfWritten(opened.folder)).toEqual([]);
    },
  );

  testWhere(
    spawnSync('python3', ['-m', 'pip', '--version']).status === 0,
    'there is no python3 with pip',
    'svtk setup without a network names the remedy for machines with and without one, and keeps nothing',
    async () => {
      const bare = rig({
        SVTK_CACHE: 'cache',
        PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
        PIP_FIND_LINKS: '',
        PIP_RETRIES: '0',
      });
      const { code, err } = await bare.svtk('setup');
      expect(err).toMatch(/\nsvtk: no connection to the Python package index for tensorflow-cpu/);
      expect(err).toMatch(/HTTPS_PROXY.*PIP_NO_INDEX=1 PIP_FIND_LINKS=<folder> svtk setup\n$/);
      expect(code).toBe(3);
      expect(Object.keys(fileTree(bare.folder)).sort()).toEqual(['cache/setup.lock', 'tiny.yaml']);
    },
  );
});
