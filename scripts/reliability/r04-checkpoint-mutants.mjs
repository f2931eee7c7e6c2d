import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk } from './load.mjs';

const { loadLastCheckpoint, saveCheckpoint } = svtk('training/checkpoint');
const { randomOf } = svtk('core/random');

/** A state that is a function of step and identity, so that any mixture of two shows. */
function stateAt(step, identity) {
  const random = randomOf(step, identity);
  const data = Float32Array.from({ length: 300 }, () => random.normal());
  return { step, tensors: new Map([['w', { shape: [300], data }]]), state: { identity } };
}

function replaceByFolder(path) {
  rmSync(path);
  mkdirSync(path);
}

/** Damages to the newest of two checkpoints: cuts at every 1/64 of each file, random bits, swaps, another recipe's. */
function* damages(newest, other, random, flips) {
  const whole = readdirSync(newest).map(name => [join(newest, name), readFileSync(join(newest, name))]);
  for (const [path, bytes] of whole) {
    for (let part = 0; part < 64; part++) {
      const changed = bytes.subarray(0, Math.floor((bytes.length * part) / 64));
      yield [`${path} cut to ${part}/64`, () => writeFileSync(path, changed)];
    }
    yield [`${path} missing`, () => rmSync(path)];
    yield [`${path} a folder`, () => replaceByFolder(path)];
    yield [`${path} longer`, () => writeFileSync(path, Buffer.concat([bytes, Buffer.from(' ')]))];
  }
  for (let flip = 0; flip < flips; flip++) {
    const [path, bytes] = whole[flip % whole.length];
    const bit = random.integer(bytes.length * 8);
    const changed = Buffer.from(bytes);
    changed[bit >> 3] ^= 1 << (bit & 7);
    yield [`${path} bit ${bit} flipped`, () => writeFileSync(path, changed)];
  }
  for (const [path] of whole) {
    const name = path.slice(newest.length + 1);
    yield [`${path} of another run`, () => cpSync(join(other, name), path)];
  }
  yield ['the whole checkpoint of another recipe', () => cpSync(other, newest, { recursive: true })];
}

/** Equal to the state that was saved, value by value. */
function isThatOf(found, step) {
  const { data } = stateAt(step, 'own').tensors.get('w');
  return found?.step === step && found.tensors.get('w')?.data.every((value, index) => value === data[index]);
}

export default {
  id: 'R4',
  what: 'checkpoints cut, flipped, swapped, of another recipe',
  goal: '0 silent loads; the one before is used, and said so',
  run: ({ size, seed, report }) =>
    inFolder(folder => {
      const [own, foreign] = [join(folder, 'own'), join(folder, 'foreign')];
      for (const step of [10, 20]) saveCheckpoint(own, stateAt(step, 'own'), { report() {} });
      saveCheckpoint(foreign, stateAt(20, 'foreign'), { report() {} });
      const newest = join(own, 'ckpt-000020');
      const aside = join(folder, 'aside');
      cpSync(newest, aside, { recursive: true });
      const count = new Count();
      let silent = 0;
      const flips = size(400, 10_000);
      for (const [what, damage] of damages(newest, join(foreign, 'ckpt-000020'), randomOf(seed, 'R4'), flips)) {
        damage();
        const warnings = [];
        const found = loadLastCheckpoint(own, { identity: 'own', report: event => warnings.push(event) });
        if (found?.step !== 10) silent++;
        count.check(isThatOf(found, 10) && warnings.length === 1, what);
        rmSync(newest, { recursive: true });
        cpSync(aside, newest, { recursive: true });
        if (count.tried % 100 === 0) report(`${count.tried} mutants`);
      }
      const last = loadLastCheckpoint(own, { identity: 'own', report() {} });
      count.check(isThatOf(last, 20), 'the undamaged checkpoint');
      return count.with(`${silent} silent loads`);
    }),
};
