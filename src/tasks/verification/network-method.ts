import type { StageMaking } from '../../pipeline/stage';
import type { PrepareOptions } from '../../stages/decoding';
import { embed } from '../../stages/embed';
import { prepareSounds } from '../../stages/prepare-sounds';
import { initialise, train } from '../../stages/train';
import { descriptions } from './descriptions';
import type { NetworkRecipe } from './kinds';
import type { Embedder, Method } from './method';
import { buildNetwork, chosenCorpus, soundCorpus, trainingPlan } from './parts';
import type { Surroundings } from './plan';
import { type PreparedList, prepareLists } from './prepared-lists';

/** Embeddings of a network that the recipe trains. */
export function networkMethod(recipe: NetworkRecipe, { versions, engine }: Surroundings): Method {
  const training = { ...trainingPlan(recipe), engine };
  const describe = descriptions(recipe, versions);
  const { precision, readings } = recipe.extraction;
  const embedder = (
    name: string,
    variant: string | undefined,
    network: StageMaking<'network'>,
    chosen = recipe.model,
  ): Embedder => ({
    name,
    ...(variant === undefined ? {} : { variant }),
    embed(set) {
      const { feature, model } = buildNetwork({ ...recipe, model: chosen });
      return embed(
        variant === undefined ? set : { ...set, of: `${variant}.${set.of}` },
        { feature, model, precision, engine },
        network.made.network,
        { ...describe.embed, settings: { ...describe.embed.settings, model: chosen } },
      );
    },
  });
  return {
    feature: training.feature,
    model: training.model,
    check: describe.check,
    title: `${recipe.model.type}, ${recipe.loss.type}`,
    development: options => prepareDevelopment(recipe, options),
    train({ train: set, corpus, development, verdict }, options) {
      if (set === undefined) throw new Error('a recipe that trains a network passed its schema without data.train');
      const sounds = prepareSounds(training.augment, recipe.data.root, options, soundCorpus(recipe));
      const inputs = {
        shards: set.made.shards,
        corpus,
        sounds: sounds?.made.sounds,
        development: development?.prepared.made,
        verdict,
      };
      const trained = train(training, inputs, describe.train);
      return {
        embedders: [
          ...(recipe.untrained ? [embedder('untrained', 'untrained', initialise(training, describe.initialise))] : []),
          embedder(recipe.name ?? lossName(recipe), undefined, trained),
          ...readings.map(({ name, model }) => embedder(name, name, trained, model)),
        ],
        trained: trained.made.network,
      };
    },
  };
}

/** The development list that training measures itself by; none, or one. */
function prepareDevelopment(recipe: NetworkRecipe, options: PrepareOptions): PreparedList[] {
  const { validation } = recipe.training;
  if (validation === undefined) return [];
  const chosen = chosenCorpus(recipe, validation.corpus);
  // On its own, whatever is scored: a list that is added must not make a training stale.
  const lists = prepareLists([{ name: 'development', chosen, list: validation.list }], options);
  return lists.map(list => ({ ...list, name: 'training.validation' }));
}

/** `real-am-softmax m = 0.3`: what tells rows of a table of losses apart. */
function lossName({ loss }: NetworkRecipe): string {
  const margin = 'margin' in loss.options ? ` m = ${loss.options.margin}` : '';
  return `${loss.type}${margin}`;
}
