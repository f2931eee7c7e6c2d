import type { StageMaking } from '../../pipeline/stage';
import { embed } from '../../stages/embed';
import { type PrepareOptions, prepareTrials } from '../../stages/prepare';
import { prepareSounds } from '../../stages/prepare-sounds';
import { initialise, train } from '../../stages/train';
import { descriptions } from './descriptions';
import type { NetworkRecipe } from './kinds';
import type { Embedder, Method, PreparedList } from './method';
import { chosenCorpus, soundCorpus, trainingPlan } from './parts';
import type { Surroundings } from './plan';

/** Embeddings of a network that the recipe trains. */
export function networkMethod(recipe: NetworkRecipe, { versions, engine }: Surroundings): Method {
  const training = { ...trainingPlan(recipe), engine };
  const describe = descriptions(recipe, versions);
  const embedder = (name: string, variant: string | undefined, network: StageMaking<'network'>): Embedder => ({
    name,
    ...(variant === undefined ? {} : { variant }),
    embed(of, { made: { shards } }) {
      const inputs = { network: network.made.network, shards };
      return embed(
        variant === undefined ? of : `${variant}.${of}`,
        { ...training, ...recipe.extraction },
        inputs,
        describe.embed,
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
  const prepared = prepareTrials('development', chosen, validation.list, options);
  return [{ name: 'training.validation', corpus: chosen.corpus.name, prepared }];
}

/** `real-am-softmax m = 0.3`: what tells rows of a table of losses apart. */
function lossName({ loss }: NetworkRecipe): string {
  const margin = 'margin' in loss.options ? ` m = ${loss.options.margin}` : '';
  return `${loss.type}${margin}`;
}
