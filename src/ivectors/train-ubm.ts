import { randomOf } from '../core/random';
import type { Frames } from '../core/vectors';
import { alignPart } from './align-part';
import { Aligner } from './alignment';
import { addDiagonalSums, noDiagonalSums } from './diagonal-sums';
import { updateDiagonal } from './diagonal-update';
import type { FramePart } from './frame-parts';
import { everyFrame, sampleFrames } from './frame-sample';
import { addFullSums, noFullSums } from './full-sums';
import { updateFull } from './full-update';
import { initialMixture, splitTo } from './initial-mixture';
import { type DiagonalMixture, type FullMixture, fullOf } from './mixture';

/** How a background model is trained. */
export interface UbmPlan {
  readonly components: number;
  readonly sample: number;
  readonly firstIterations: number;
  readonly diagonalIterations: number;
  readonly fullIterations: number;
  readonly stride: number;
  readonly candidates: number;
  readonly seed: number;
}

/** The frames to train on. */
export interface FrameSource {
  readonly total: number;
  /** The parts from the first on, each time anew. */
  parts(): Iterable<FramePart>;
}

/** A background model on its way, after so many iterations in all. */
export interface UbmState {
  readonly done: number;
  readonly mixture: DiagonalMixture | FullMixture;
}

/** What an iteration found: the log likelihood of the model that it began with. */
export interface UbmIteration {
  readonly kind: 'first' | 'diagonal' | 'full';
  readonly components: number;
  readonly logLikelihood: number;
}

export interface UbmWatch {
  /** After each iteration; what it throws ends the training. */
  iteration(state: UbmState, found: UbmIteration): void;
  /** Now and then within an iteration, of which this share of the frames is done; it may wait, and what it throws ends the training. */
  pause(share: number): Promise<void>;
}

export function iterationsOf({ firstIterations, diagonalIterations, fullIterations }: UbmPlan): number {
  return firstIterations + diagonalIterations + fullIterations;
}

/**
 * Trains a mixture as Kaldi's recipes do: from half of the components, split while EM runs on a sample in memory, then diagonal, then full covariances on all
 * parts (kaldi egs/sre08/v1/sid/train_diag_ubm.sh and train_full_ubm.sh; src/gmmbin/gmm-global-init-from-feats.cc). Goes on from `state` if there is one, to the
 * same bits. Throws NumericError where there are too few frames.
 */
export async function trainUbm(
  plan: UbmPlan,
  source: FrameSource,
  state: UbmState | undefined,
  watch: UbmWatch,
): Promise<FullMixture> {
  let { done, mixture } = state ?? { done: 0, mixture: undefined };
  let sample: Frames | undefined;
  const firstSample = (): Frames =>
    (sample ??= sampleFrames(source.parts(), source.total, plan.sample, randomOf(plan.seed, 'ubm sample')));
  const last = iterationsOf(plan);
  while (done < last) {
    await watch.pause(0);
    if (done < plan.firstIterations) {
      mixture ??= initialMixture(firstSample(), Math.max(1, Math.floor(plan.components / 2)), plan.seed);
      const step = await diagonalStep(diagonal(mixture), [firstSample()], 1, plan.sample, watch);
      mixture = grown(step.mixture, plan, done++);
      watch.iteration({ done, mixture }, { kind: 'first', ...step.found });
    } else if (done < plan.firstIterations + plan.diagonalIterations) {
      sample = undefined;
      const step = await diagonalStep(diagonal(mixture), framesOf(source.parts()), plan.stride, source.total, watch);
      mixture = step.mixture;
      done++;
      watch.iteration({ done, mixture }, { kind: 'diagonal', ...step.found });
    } else {
      sample = undefined;
      const step = await fullStep(full(mixture), source, plan, watch);
      mixture = step.mixture;
      done++;
      watch.iteration({ done, mixture }, { kind: 'full', ...step.found });
    }
  }
  return full(mixture);
}

/** Adds equally many components after each of the first half of the iterations, until all are there. */
function grown(mixture: DiagonalMixture, plan: UbmPlan, iteration: number): DiagonalMixture {
  const half = Math.max(1, Math.floor(plan.firstIterations / 2));
  const step = Math.ceil((plan.components - Math.max(1, Math.floor(plan.components / 2))) / half);
  const wanted = Math.min(plan.components, mixture.weights.length + step);
  return wanted === mixture.weights.length
    ? mixture
    : splitTo(mixture, wanted, randomOf(plan.seed, 'ubm split', iteration));
}

async function diagonalStep(
  mixture: DiagonalMixture,
  parts: Iterable<Frames>,
  stride: number,
  total: number,
  watch: UbmWatch,
) {
  const sums = noDiagonalSums(mixture);
  let passed = 0;
  for (const frames of parts) {
    await watch.pause(passed / total);
    passed += frames.rows;
    addDiagonalSums(mixture, everyFrame(frames, stride), sums);
  }
  return { mixture: updateDiagonal(mixture, sums), found: foundIn(mixture, sums) };
}

async function fullStep(mixture: FullMixture, source: FrameSource, plan: UbmPlan, watch: UbmWatch) {
  const sums = noFullSums(mixture.weights.length, mixture.dimension);
  const aligner = new Aligner(mixture, { candidates: plan.candidates, least: 0 });
  let passed = 0;
  try {
    for (const { frames } of source.parts()) {
      await watch.pause(passed / source.total);
      passed += frames.rows;
      alignPart(aligner, everyFrame(frames, plan.stride), (block, alignment) => {
        addFullSums(aligner, block, alignment, sums);
      });
    }
  } finally {
    aligner.dispose();
  }
  return { mixture: updateFull(mixture, sums), found: foundIn(mixture, sums) };
}

function foundIn({ weights }: DiagonalMixture | FullMixture, sums: { logLikelihood: number; frames: number }) {
  return { components: weights.length, logLikelihood: sums.logLikelihood / sums.frames };
}

function* framesOf(parts: Iterable<FramePart>): Generator<Frames> {
  for (const { frames } of parts) yield frames;
}

function diagonal(mixture: DiagonalMixture | FullMixture | undefined): DiagonalMixture {
  if (mixture === undefined || !('variances' in mixture)) throw new Error('the diagonal iterations come first');
  return mixture;
}

function full(mixture: DiagonalMixture | FullMixture | undefined): FullMixture {
  if (mixture === undefined) throw new Error('a background model begins with its sample');
  return 'variances' in mixture ? fullOf(mixture) : mixture;
}
