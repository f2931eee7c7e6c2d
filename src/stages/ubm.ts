import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SavedError } from '../core/errors';
import { readParts } from '../ivectors/frame-parts';
import { readDiagonalMixture, readFullMixture, writeMixture } from '../ivectors/mixture-file';
import { readTensors } from '../ivectors/tensor-file';
import { iterationsOf, trainUbm, type UbmPlan, type UbmState } from '../ivectors/train-ubm';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import type { FramesSummary } from './frames';
import type { Engine, StageDescription } from './train';

/** Trains the background model of i-vectors; goes on from the last iteration of the same settings. */
export function ubm(
  plan: UbmPlan & { readonly engine: Engine },
  frames: Artifact,
  { settings, code, versions }: StageDescription,
): StageMaking<'mixture'> {
  return defineStage({
    name: 'train.ubm',
    settings,
    reads: [frames],
    code: ['stages/ubm', ...code],
    versions,
    resumable: true,
    makes: { mixture: 'ubm.safetensors' },
    async run(io, made) {
      await plan.engine(io.report);
      const folder = io.path(frames);
      const { frames: total } = readSummary(folder);
      const place = join(io.work, 'mixture.safetensors');
      const start = readState(place);
      const iterations = iterationsOf(plan);
      if (start !== undefined) {
        io.report({ type: 'note', text: `ubm: goes on after iteration ${start.done} of ${iterations}` });
      }
      const metrics = io.metrics(start?.done ?? 0);
      let done = start?.done ?? 0;
      const mixture = await trainUbm(plan, { total, parts: () => readParts(folder) }, start, {
        iteration(state, found) {
          done = state.done;
          writeMixture(place, state.mixture, { done: String(done), kind: found.kind });
          metrics.append({ step: done, kind: found.kind, log_likelihood: found.logLikelihood });
          const values = { 'log likelihood': found.logLikelihood, components: found.components };
          io.report({ type: 'progress', stage: 'train.ubm', done, total: iterations, unit: 'iterations', values });
        },
        async pause(share) {
          await new Promise(resolve => setImmediate(resolve));
          // In hundredths of an iteration, of which one over VoxCeleb1 takes minutes.
          const now = Math.round(100 * (done + share)) / 100;
          io.report({ type: 'progress', stage: 'train.ubm', done: now, total: iterations, unit: 'iterations' });
          if (!io.signal.aborted) return;
          throw new SavedError({
            what: `stopped in iteration ${done + 1} of ${iterations} of the background model; ${done} are saved`,
            remedy: 'run the same command again to go on',
          });
        },
      });
      writeMixture(io.path(made.mixture), mixture);
    },
  });
}

/** What the stage that made a folder of frames says of it. */
export function readSummary(folder: string): FramesSummary {
  return JSON.parse(readFileSync(join(folder, 'frames.json'), 'utf8'));
}

function readState(path: string): UbmState | undefined {
  if (!existsSync(path)) return undefined;
  const done = Number(readTensors(path).metadata['done']);
  const full = readTensors(path).metadata['kind'] === 'full';
  return { done, mixture: full ? readFullMixture(path) : readDiagonalMixture(path) };
}
