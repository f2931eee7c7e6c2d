import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SavedError } from '../core/errors';
import { alignPart } from '../ivectors/align-part';
import { Aligner, type AlignerOptions } from '../ivectors/alignment';
import { readAlignment, writeAlignment } from '../ivectors/alignment-parts';
import type { Scatter } from '../ivectors/component-update';
import { countParts, readPart } from '../ivectors/frame-parts';
import { addFullSums, noFullSums } from '../ivectors/full-sums';
import { LatentModel } from '../ivectors/latent';
import { addLatentSums, clearLatentSums, type LatentSums, noLatentSums } from '../ivectors/latent-sums';
import { maximise } from '../ivectors/maximise';
import type { FullMixture } from '../ivectors/mixture';
import { readFullMixture } from '../ivectors/mixture-file';
import { readModel, writeModel } from '../ivectors/model-file';
import { objective } from '../ivectors/objective';
import { precisionsOf } from '../ivectors/precisions';
import { readTensors, writeTensors } from '../ivectors/tensor-file';
import { initialModel, meansOf, sharedNumbers, type TotalVariability } from '../ivectors/total-variability';
import { utteranceSums } from '../ivectors/utterance-sums';
import { type Artifact, defineStage, type StageIO, type StageMaking } from '../pipeline/stage';
import type { Engine, StageDescription } from './train';
import { readSummary } from './ubm';

export interface TotalVariabilityPlan extends AlignerOptions {
  /** Length of an i-vector. */
  readonly size: number;
  readonly iterations: number;
  readonly threads: number;
  readonly seed: number;
  readonly engine: Engine;
}

/** Utterances whose sums are taken at once: 300 MB of first-order statistics of 2,048 components. */
const batch = 512;

/**
 * Trains the total-variability model: aligns the frames once, which the background model alone decides, then iterates EM; goes on after the last part aligned or
 * the last iteration of the same settings.
 */
export function totalVariability(
  plan: TotalVariabilityPlan,
  { frames, mixture }: { readonly frames: Artifact; readonly mixture: Artifact },
  { settings, code, versions }: StageDescription,
): StageMaking<'model'> {
  return defineStage({
    name: 'train.total-variability',
    settings,
    reads: [frames, mixture],
    code: ['stages/total-variability', ...code],
    versions,
    resumable: true,
    makes: { model: 'total-variability.safetensors' },
    async run(io, made) {
      await plan.engine(io.report);
      const background = readFullMixture(io.path(mixture));
      const folder = io.path(frames);
      const scatter = await alignAll(plan, background, folder, io);
      const place = join(io.work, 'model.safetensors');
      const saved = existsSync(place) ? readModel(place) : undefined;
      let model: TotalVariability = saved ?? initialModel(background, precisionsOf(background), plan.size, plan.seed);
      let done = Number(saved?.metadata['done'] ?? 0);
      if (done > 0) io.report({ type: 'note', text: `total-variability: goes on after iteration ${done}` });
      const metrics = io.metrics(done);
      const sums = noLatentSums(model);
      const { utterances } = readSummary(folder);
      for (; done < plan.iterations; ) {
        const passes: Passes = { done: done + 1, total: plan.iterations + 1, utterances };
        clearLatentSums(sums);
        await expect(model, sums, folder, io, passes);
        const likelihood = objective(model, sums, scatter);
        const updated = await maximise(model, sums, scatter, plan.threads, share => {
          io.report(progress(passes, utterances, { updated: Math.round(100 * share) / 100 }));
          demandTime(io, passes);
        });
        model = updated.model;
        writeModel(place, model, { done: String(++done) });
        metrics.append({ step: done, kind: 'total variability', log_likelihood: likelihood, offset: model.offset });
        if (updated.kept > 0) {
          const text = `total-variability: ${updated.kept} components have too few frames and stay as they were`;
          io.report({ type: 'note', text });
        }
        io.report({
          type: 'note',
          text: `total-variability: iteration ${done}, log likelihood ${likelihood.toFixed(4)} a frame before it`,
        });
      }
      writeModel(io.path(made.model), model);
    },
  });
}

/** Where the stage is: it passes over all utterances once to align them, then once in each iteration. */
interface Passes {
  readonly done: number;
  readonly total: number;
  readonly utterances: number;
}

/** What is counted is utterances of all passes; `updated` is the share of the update that follows a pass. */
function progress({ done, total, utterances }: Passes, passed: number, values: { readonly updated?: number } = {}) {
  return {
    type: 'progress',
    stage: 'train.total-variability',
    done: done * utterances + passed,
    total: total * utterances,
    unit: 'utterances',
    values: done === 0 ? values : { iteration: done, ...values },
  } as const;
}

/** Aligns all parts, keeps who made which frames in the work folder, and returns the sums over all. */
async function alignAll(
  { candidates, least, iterations }: TotalVariabilityPlan,
  mixture: FullMixture,
  folder: string,
  io: StageIO,
): Promise<Scatter> {
  const components = mixture.weights.length;
  const place = join(io.work, 'scatter.safetensors');
  const alignments = join(io.work, 'alignments');
  const parts = countParts(folder);
  const sums = noFullSums(components, mixture.dimension);
  const passes: Passes = { done: 0, total: iterations + 1, utterances: readSummary(folder).utterances };
  let [part, passed] = [0, 0];
  if (existsSync(place)) {
    const file = readTensors(place);
    part = Number(file.metadata['parts']);
    passed = Number(file.metadata['utterances'] ?? 0);
    sums.counts.set(file.numbers('counts').data);
    sums.first.set(file.numbers('first').data);
    sums.second.set(file.numbers('second').data);
  }
  const aligner = new Aligner(mixture, { candidates, least });
  try {
    for (; part < parts; part++) {
      await new Promise(resolve => setImmediate(resolve));
      demandTime(io, passes);
      const { starts, frames } = readPart(folder, part);
      const alignment = alignPart(aligner, frames, (block, found) => addFullSums(aligner, block, found, sums));
      passed += starts.length - 1;
      writeAlignment(alignments, part, alignment);
      writeTensors(
        place,
        {
          counts: { shape: [components], data: sums.counts },
          first: { shape: [components, mixture.dimension], data: sums.first },
          second: { shape: [components, mixture.dimension, mixture.dimension], data: sums.second },
        },
        { parts: String(part + 1), utterances: String(passed) },
      );
      io.report(progress(passes, passed));
    }
  } finally {
    aligner.dispose();
  }
  return { means: mixture.means, first: shared(sums.first), second: shared(sums.second) };
}

/** The E-step over all utterances, into sums that are 0. */
async function expect(
  model: TotalVariability,
  sums: LatentSums,
  folder: string,
  io: StageIO,
  passes: Passes,
): Promise<void> {
  const means = meansOf(model);
  const device = new LatentModel(model);
  const parts = countParts(folder);
  let passed = 0;
  try {
    for (let part = 0; part < parts; part++) {
      const { starts, frames } = readPart(folder, part);
      const alignment = readAlignment(join(io.work, 'alignments'), part);
      for (let first = 0; first + 1 < starts.length; first += batch) {
        await new Promise(resolve => setImmediate(resolve));
        demandTime(io, passes);
        const rows = starts.slice(first, Math.min(first + batch, starts.length - 1) + 1);
        addLatentSums(device, utteranceSums(frames, alignment, rows, means), sums);
        passed += rows.length - 1;
        io.report(progress(passes, passed));
      }
    }
  } finally {
    device.dispose();
  }
}

/** @throws SavedError once the run is to stop: an iteration is lost, the ones before it are saved */
function demandTime({ signal }: StageIO, { done, total }: Passes): void {
  if (!signal.aborted) return;
  const where = done === 0 ? 'while frames were aligned' : `in iteration ${done} of ${total - 1}`;
  throw new SavedError({
    what: `total variability stopped ${where}`,
    remedy: 'run the same command again to go on',
  });
}

function shared(values: Float64Array): Float64Array {
  const copy = sharedNumbers(values.length);
  copy.set(values);
  return copy;
}
