import { features } from '../../features';
import { buildChoice } from '../../recipe/choice';
import { type FramesPlan, frames } from '../../stages/frames';
import { iVectors } from '../../stages/i-vectors';
import { totalVariability } from '../../stages/total-variability';
import type { StageDescription } from '../../stages/train';
import { ubm } from '../../stages/ubm';
import type { IVectorRecipe } from './kinds';
import type { Method } from './method';
import type { Surroundings } from './plan';

/** Embeddings of a total-variability model over a background model, both trained on the training set. */
export function iVectorMethod(recipe: IVectorRecipe, { versions, engine }: Surroundings): Method {
  const { seed, model } = recipe;
  const { options } = model;
  const feature = buildChoice(features, recipe.features);
  const framesPlan: FramesPlan = {
    feature,
    deltas: { order: options.delta_order, window: options.delta_window },
    meanWindow: options.cmn_window,
    vad: options.vad,
    engine,
  };
  const alignment = { candidates: options.candidates, least: options.least_posterior };
  const describe = iVectorDescriptions(recipe, versions.tensorflow);
  return {
    feature,
    model: { leastFrames: 1 },
    check: describe.check,
    title: model.type,
    development: () => [],
    train({ train }) {
      if (train === undefined) throw new Error('a recipe of i-vectors passed its schema without data.train');
      const trainingFrames = frames('train', framesPlan, train.made.shards, describe.frames).made.frames;
      const background = ubm(
        {
          components: options.components,
          sample: options.ubm.sample,
          firstIterations: options.ubm.first_iterations,
          diagonalIterations: options.ubm.diagonal_iterations,
          fullIterations: options.ubm.full_iterations,
          stride: options.ubm.stride,
          candidates: options.candidates,
          seed,
          engine,
        },
        trainingFrames,
        describe.ubm,
      );
      const { mixture } = background.made;
      const { iterations, threads, dimension: size, checkpoint_utterances: checkpointUtterances } = options;
      const trained = totalVariability(
        { ...alignment, size, iterations, threads, checkpointUtterances, seed, engine },
        { frames: trainingFrames, mixture },
        describe.totalVariability,
      );
      return {
        embedders: [
          {
            name: recipe.name ?? model.type,
            embed(set) {
              const { of, shards } = set;
              const known = shards === train.made.shards;
              const own = known ? trainingFrames : frames(of, framesPlan, shards, describe.frames).made.frames;
              const inputs = { frames: own, mixture, model: trained.made.model };
              return iVectors(set, { ...alignment, size, engine }, inputs, describe.embed);
            },
          },
        ],
        trained: trained.made.model,
      };
    },
  };
}

/** For each kind of stage, the part of the recipe and the modules that it depends on. */
function iVectorDescriptions({ features: feature, model, seed, data }: IVectorRecipe, tensorflow: string) {
  const { components, candidates, least_posterior, ubm, dimension, iterations, ...front } = model.options;
  // How many threads update the matrix, and when it is saved, changes nothing in it.
  const { threads: _, checkpoint_utterances: __, ...framesSettings } = front;
  const background = { components, candidates, ubm, seed };
  const code = [`features/${feature.type}`];
  const on = { code: [], versions: { tensorflow } };
  return {
    check: { settings: { feature, allowOverlap: data.allow_overlap }, code, versions: {} },
    frames: { settings: { feature, ...framesSettings }, code, versions: { tensorflow } },
    ubm: { ...on, settings: background },
    totalVariability: { ...on, settings: { candidates, least_posterior, dimension, iterations, seed } },
    embed: { ...on, settings: { candidates, least_posterior } },
  } satisfies Record<string, StageDescription>;
}
