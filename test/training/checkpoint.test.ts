import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../src/core/errors';
import type { RunEvent } from '../../src/core/events';
import { packageRoot } from '../../src/core/package-root';
import { randomOf } from '../../src/core/random';
import { type Checkpoint, loadLastCheckpoint, saveCheckpoint } from '../../src/training/checkpoint';
import { describeManifest } from '../../src/training/checkpoint-manifest';

let folder: string;
let warnings: string[];
const report = (event: RunEvent): void => {
  if (event.type === 'warning') warnings.push(event.text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'svtk-checkpoint-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A state that is a function of the step, so that any mixture of two shows. */
function stateAt(step: number, identity = 'a'): Checkpoint {
  const random = randomOf(step, identity);
  const data = Float32Array.from({ length: 300 }, () => random.normal());
  return {
    step,
    tensors: new Map([
      ['conv.weight', { shape: [3, 100], data }],
      ['slot momentum of conv.weight', { shape: [3, 100], data: data.map(value => value * 2) }],
    ]),
    state: { identity, best: step / 2 },
  };
}

const save = (step: number, directory = folder, identity = 'a'): void =>
  saveCheckpoint(directory, stateAt(step, identity), { report });
const load = (directory = folder, identity?: string): Checkpoint | undefined =>
  loadLastCheckpoint(directory, { report, ...(identity === undefined ? {} : { identity }) });
const loaded = (step: number, identity = 'a'): object => {
  const { tensors, state } = stateAt(step, identity);
  return { step, tensors: new Map([...tensors].sort()), state: { step, ...state } };
};
const sorted = (checkpoint: Checkpoint | undefined): object | undefined =>
  checkpoint && { ...checkpoint, tensors: new Map([...checkpoint.tensors].sort()) };

test('loadLastCheckpoint(dir) is undefined where there is none', () => {
  expect(load()).toBeUndefined();
  expect(load(join(folder, 'missing'))).toBeUndefined();
});

test('loadLastCheckpoint(dir) gives back what saveCheckpoint(dir, …) was given, and two are kept', () => {
  for (const step of [10, 20, 30]) save(step);
  expect(sorted(load())).toEqual(loaded(30));
  expect(readdirSync(folder).sort()).toEqual(['ckpt-000020', 'ckpt-000030', 'last']);
  expect(readFileSync(join(folder, 'last'), 'utf8')).toBe('ckpt-000030\n');
  expect(warnings).toEqual([]);
});

test('saveCheckpoint(dir, …) replaces one of the same step, and orders a million steps after 999,999', () => {
  for (const step of [999_999, 1_000_000, 1_000_000]) save(step);
  expect(load()?.step).toBe(1_000_000);
});

describe('a checkpoint that is not whole is passed over with a warning:', () => {
  const broken: [string, (newest: string) => void][] = [
    ['no tensors', newest => rmSync(join(newest, 'tensors.safetensors'))],
    ['no manifest', newest => rmSync(join(newest, 'manifest.json'))],
    ['an empty manifest', newest => truncateSync(join(newest, 'manifest.json'), 0)],
    ['an empty state', newest => truncateSync(join(newest, 'state.json'), 0)],
    [
      'tensors of the one before',
      newest => cpSync(join(folder, 'ckpt-000010/tensors.safetensors'), join(newest, 'tensors.safetensors')),
    ],
    ['the whole one before under its name', newest => cpSync(join(folder, 'ckpt-000010'), newest, { recursive: true })],
    [
      'a folder in place of a file',
      newest => {
        rmSync(join(newest, 'state.json'));
        mkdirSync(join(newest, 'state.json'));
      },
    ],
    ...['null', '{', '[]'].map((text): [string, (newest: string) => void] => [
      `a state ${text} that its manifest vouches for`,
      newest => {
        const sums = ['tensors.safetensors', 'state.json'].map(name => {
          if (name === 'state.json') writeFileSync(join(newest, name), text);
          const bytes = readFileSync(join(newest, name));
          return { name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
        });
        writeFileSync(join(newest, 'manifest.json'), describeManifest(20, sums));
      },
    ]),
    [
      'the manifest of another version',
      newest => {
        const path = join(newest, 'manifest.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 1', '"version": 2'));
      },
    ],
  ];
  test.each(broken)('%s', (_, damage) => {
    save(10);
    save(20);
    damage(join(folder, 'ckpt-000020'));
    expect(sorted(load())).toEqual(loaded(10));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(join(folder, 'ckpt-000020'));
  });
});

test('loadLastCheckpoint(dir) loads nothing that was cut anywhere or had any bit flipped', () => {
  save(10);
  save(20);
  const newest = join(folder, 'ckpt-000020');
  const whole = readdirSync(newest).map(name => ({
    path: join(newest, name),
    bytes: readFileSync(join(newest, name)),
  }));
  // 10,000 in all with SVTK_SLOW=1.
  const flips = process.env['SVTK_SLOW'] === '1' ? 3334 : 100;
  let silent = 0;
  const damage = (path: string, bytes: Buffer, changed: Buffer): void => {
    writeFileSync(path, changed);
    if (load()?.step !== 10) silent++;
    writeFileSync(path, bytes);
  };
  const random = randomOf(1, 'flips');
  for (const { path, bytes } of whole) {
    for (let part = 0; part < 64; part++)
      damage(path, bytes, bytes.subarray(0, Math.floor((bytes.length * part) / 64)));
    for (let flip = 0; flip < flips; flip++) {
      const changed = Buffer.from(bytes);
      const bit = random.integer(bytes.length * 8);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      damage(path, bytes, changed);
    }
  }
  expect(silent).toBe(0);
  expect(warnings).toHaveLength(3 * (64 + flips));
  expect(load()?.step).toBe(20);
});

test('loadLastCheckpoint(dir) with an identity refuses the checkpoint of another recipe', () => {
  save(10);
  const other = join(folder, 'other');
  save(99, other, 'b');
  renameSync(join(other, 'ckpt-000099'), join(folder, 'ckpt-000099'));
  expect(sorted(load(folder, 'a'))).toEqual(loaded(10));
  expect(warnings[0]).toContain('belongs to other settings: expected a, found b');
});

test('loadLastCheckpoint(dir) throws when there are checkpoints and none is whole', () => {
  save(10);
  rmSync(join(folder, 'ckpt-000010/manifest.json'));
  expect(() => load()).toThrow(DataError);
});

test('saveCheckpoint(dir, …) where no folder can be made throws, and writes nothing elsewhere', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => save(20, join(folder, 'file'))).toThrow(/EEXIST|ENOTDIR/);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('loadLastCheckpoint(dir) while another process saves never meets half a checkpoint', async () => {
  const built = spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  const program = `
    const { saveCheckpoint } = require(${JSON.stringify(join(packageRoot, 'dist/training/checkpoint.js'))});
    for (let step = 1; ; step++) {
      const tensors = new Map([['w', { shape: [1000], data: new Float32Array(1000).fill(step) }]]);
      saveCheckpoint(process.argv[1], { step, tensors, state: {} }, { report() {} });
    }`;
  const saver = spawn(process.execPath, ['-e', program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const seen = new Set<number>();
    const times = process.env['SVTK_SLOW'] === '1' ? 1000 : 150;
    for (let loads = 0; loads < times; ) {
      await new Promise(resolve => setTimeout(resolve, 5));
      const found = load();
      if (found === undefined) continue;
      loads++;
      seen.add(found.step);
      expect(found.tensors.get('w')?.data.every(value => value === found.step)).toBe(true);
    }
    expect(warnings).toEqual([]);
    expect(seen.size).toBeGreaterThan(10);
  } finally {
    saver.kill('SIGKILL');
    await once(saver, 'exit');
  }
});
