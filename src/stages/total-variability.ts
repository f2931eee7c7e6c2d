import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AlignerOptions } from '../ivectors/alignment';
import { noLatentSums } from '../ivectors/latent-sums';
import { maximise } from '../ivectors/maximise';
import { readFullMixture } from '../ivectors/mixture-file';
import { readModel, writeModel } from '../ivectors/model-file';
import { objective } from '../ivectors/objective';
import { precisionsOf } from '../ivectors/precisions';
import { initialModel, type TotalVariability } from '../ivectors/total-variability';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { alignFrames } from './align-frames';
import { dropSums, expectation, saveWholeSums } from './expectation';
import { type Passes, progress, stopIfAsked } from './passes';
import type { Engine, StageDescription } from './train';
import { readSummary } from './ubm';

export interface TotalVariabilityPlan extends AlignerOptions {
  /** Length of an i-vector. */
  readonly size: number;
  readonly iterations: number;
  readonly threads: number;
  /** Utterances of an iteration after which its sums are saved. */
  readonly checkpointUtterances: number;
  readonly seed: number;
  readonly engine: Engine;
}

/**
 * Trains the total-variability model: aligns the frames once, which the background model alone decides, then iterates EM; goes on after the last part aligned,
 * the last iteration of the same settings, or the sums of one that were saved within it.
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
      const [total, { utterances }] = [plan.iterations + 1, readSummary(folder)];
      const scatter = await alignFrames(plan, background, folder, io, { done: 0, total, utterances });
      const place = join(io.work, 'model.safetensors');
      const saved = existsSync(place) ? readModel(place) : undefined;
      let model: TotalVariability = saved ?? initialModel(background, precisionsOf(background), plan.size, plan.seed);
      let done = Number(saved?.metadata['done'] ?? 0);
      if (done > 0) io.report({ type: 'note', text: `total-variability: goes on after iteration ${done}` });
      const metrics = io.metrics(done);
      const sums = noLatentSums(model);
      for (; done < plan.iterations; ) {
        const passes: Passes = { done: done + 1, total, utterances };
        await expectation(model, sums, folder, io, passes, plan.checkpointUtterances);
        const likelihood = objective(model, sums, scatter);
        const updated = await maximise(model, sums, scatter, plan.threads, share => {
          io.report(progress(passes, utterances, { updated: Math.round(100 * share) / 100 }));
          stopIfAsked(io, passes, () => saveWholeSums(sums, folder, io, passes));
        });
        model = updated.model;
        writeModel(place, model, { done: String(++done) });
        dropSums(io);
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
