import { features } from '../../features';
import { buildChoice } from '../../recipe/choice';
import { adoptNetwork, embedForeign, type ForeignPlan } from '../../stages/embed-foreign';
import type { SetToEmbed } from '../../stages/embedding-stage';
import type { StageDescription } from '../../stages/train';
import type { ForeignRecipe } from './kinds';
import type { Method } from './method';
import type { Surroundings } from './plan';

/** Embeddings of a network that others trained. */
export function foreignMethod(recipe: ForeignRecipe, { versions, engine }: Surroundings): Method {
  const { model, features: featureChoice } = recipe;
  const plan: ForeignPlan = {
    feature: buildChoice(features, featureChoice),
    featureChoice,
    options: model.options,
    engine,
  };
  // The file counts by what is in it, and the number of threads changes nothing.
  const { path, threads: _, ...decisive } = model.options;
  const describe = {
    check: { settings: { feature: featureChoice, allowOverlap: recipe.data.allow_overlap }, code: [], versions: {} },
    embed: {
      settings: { feature: featureChoice, model: decisive },
      code: [`features/${featureChoice.type}`],
      versions: { tensorflow: versions.tensorflow },
    },
  } satisfies Record<string, StageDescription>;
  return {
    feature: plan.feature,
    model: { leastFrames: 1 },
    check: describe.check,
    title: path,
    development: () => [],
    train() {
      const { network } = adoptNetwork(plan).made;
      const embed = (set: SetToEmbed) => embedForeign(set, plan, network, describe.embed);
      return { embedders: [{ name: recipe.name ?? path, embed }], trained: network };
    },
  };
}
