// Kaldi's programs in a scratch folder, timed in seconds of processor time.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** DIR holds gmmbin/, fgmmbin/ and ivectorbin/; one thread each, of OpenBLAS too. */
export class Kaldi {
  constructor(directory) {
    this.folder = mkdtempSync(join(tmpdir(), 'svtk-kaldi-'));
    const bins = ['gmmbin', 'fgmmbin', 'ivectorbin'].map(name => resolve(directory, name));
    this.env = { ...process.env, OPENBLAS_NUM_THREADS: '1', PATH: [...bins, process.env.PATH].join(':') };
  }

  /** Processor seconds of a command line. */
  run(command) {
    const timedCommand = `set -e -o pipefail; TIMEFORMAT='%U %S'; time { ${command}; }`;
    const done = spawnSync('bash', ['-c', timedCommand], {
      cwd: this.folder,
      env: this.env,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (done.status !== 0) throw new Error(`${command}\n${done.stderr.slice(-2000)}`);
    const [user, system] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
    return user + system;
  }

  /** A table of matrices (kaldi src/matrix/kaldi-matrix.cc, Write, binary). */
  writeFrames(name, { columns, data }, utterances, length) {
    const file = openSync(join(this.folder, name), 'w');
    for (let utterance = 0; utterance < utterances; utterance++) {
      const head = Buffer.alloc(10);
      head[0] = 4;
      head.writeInt32LE(length, 1);
      head[5] = 4;
      head.writeInt32LE(columns, 6);
      const values = data.subarray(utterance * length * columns, (utterance + 1) * length * columns);
      writeSync(file, Buffer.concat([Buffer.from(`u${String(utterance).padStart(4, '0')} \0BFM `), head]));
      writeSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    closeSync(file);
  }

  /** A diagonal mixture as text (kaldi src/gmm/diag-gmm.cc, Write); its variances are 1. */
  writeMixture(name, { dimension, weights, means }) {
    const rows = values =>
      Array.from(weights, (_, row) => Array.from(values.subarray(row * dimension, (row + 1) * dimension)).join(' '));
    const ones = new Float64Array(means.length).fill(1);
    const matrix = values => `[\n${rows(values).join('\n')} ]\n`;
    const text = `<DiagGMM> <WEIGHTS> [ ${Array.from(weights).join(' ')} ]\n<MEANS_INVVARS> ${matrix(means)}<INV_VARS> ${matrix(ones)}</DiagGMM>\n`;
    writeFileSync(join(this.folder, name), text);
    this.run(`gmm-global-to-fgmm ${name} ${name.replace('.dubm', '.ubm')}`);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
