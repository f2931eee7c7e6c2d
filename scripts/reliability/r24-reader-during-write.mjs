import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pause } from './binary.mjs';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { compiled, svtk } from './load.mjs';

const { loadLastCheckpoint } = svtk('training/checkpoint');
const { readVectors } = svtk('manifest/vectors');

/** Saves checkpoints and embeddings of ever higher steps, every value the step. */
const program = `
  const { saveCheckpoint } = require(${JSON.stringify(compiled('training/checkpoint'))});
  const { writeVectors } = require(${JSON.stringify(compiled('manifest/vectors'))});
  for (let step = 1; ; step++) {
    const data = new Float32Array(1000).fill(step);
    saveCheckpoint(process.argv[1], { step, tensors: new Map([['w', { shape: [1000], data }]]), state: {} }, { report() {} });
    writeVectors(process.argv[1] + '/vectors.npy', { ids: ['a', 'b'], vectors: { rows: 2, columns: 500, data } });
  }`;

export default {
  id: 'R24',
  what: 'checkpoints and embeddings read while they are written',
  goal: '0 torn reads',
  run: ({ size, report }) =>
    inFolder(async folder => {
      const writer = spawn(process.execPath, ['-e', program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
      const count = new Count();
      const seen = new Set();
      const warnings = [];
      try {
        while (count.tried < size(100, 1000)) {
          if (writer.exitCode !== null) throw new Error('the writer has ended');
          await pause(5);
          const found = loadLastCheckpoint(folder, { report: event => warnings.push(event) });
          if (found === undefined || found.step < 2) continue;
          const { vectors } = readVectors(join(folder, 'vectors.npy'));
          seen.add(found.step);
          const one = found.tensors.get('w').data.every(value => value === found.step);
          count.check(one && vectors.data.every(value => value === vectors.data[0]), `step ${found.step}`);
          report(`${count.tried} reads`);
        }
      } finally {
        writer.kill('SIGKILL');
        if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
      }
      count.check(warnings.length === 0, `${warnings.length} warnings`);
      return count.with(`${count.missed.length} torn; ${seen.size} different steps seen`);
    }),
};
