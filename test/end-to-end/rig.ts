import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const binary = resolve(__dirname, '../../bin/svtk.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** The real binary in a folder of its own. */
export interface Rig {
  readonly folder: string;
  path(...parts: string[]): string;
  write(name: string, text: string): string;
  read(name: string): string;
  sha256(name: string): string;
  svtk(...args: string[]): Promise<Finished>;
  /** Starts svtk and gives the process while it runs. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Finished> };
  remove(): void;
}

/** `environment` is laid over this process's own. */
export function openRig(environment: NodeJS.ProcessEnv = {}): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-rig-'));
  const path = (...parts: string[]): string => join(folder, ...parts);
  const start: Rig['start'] = (...args) => {
    const env = { ...process.env, ...environment };
    const child = spawn(process.execPath, [binary, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', data => {
      out += String(data);
    });
    child.stderr.on('data', data => {
      err += String(data);
    });
    const ended = new Promise<Finished>((done, fail) => {
      child.on('error', fail);
      child.on('close', (code, signal) => done({ code, signal, out, err }));
    });
    return { child, ended };
  };
  return {
    folder,
    path,
    write(name, text) {
      writeFileSync(path(name), text);
      return path(name);
    },
    read: name => readFileSync(path(name), 'utf8'),
    sha256: name =>
      createHash('sha256')
        .update(readFileSync(path(name)))
        .digest('hex'),
    svtk: (...args) => start(...args).ended,
    start,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A whole experiment in seconds: 8 generated speakers, a network of a few thousand weights, 24 steps. */
export const tinyRecipe = `
task: verification
seed: 3
data:
  train:
    - corpus: &voices { type: generated-voices, train_speakers: 8, test_speakers: 4, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }
      split: train
  trials:
    - { corpus: *voices, list: test-pairs }
features: { type: fbank, mels: 24 }
model: { type: resnet18, channels: 4, blocks: [1, 1], embedding: 16 }
loss: { type: real-am-softmax, scale: 20, margin: 0.2 }
training:
  epochs: 4
  batch: 8
  crop: 0.8 s
  optimizer: adam
  learning_rate: { type: cosine, initial: 0.003, warmup_epochs: 1 }
  augment: [{ type: gain }]
  spec_augment: { probability: 1 }
  checkpoint_steps: 5
backends: [cosine, { type: plda, lda: 6 }]
metrics: [eer, { type: min-dcf, target: 0.01 }]
intervals: 50
`;
