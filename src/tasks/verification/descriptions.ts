import { namesOf } from '../../augment/chain';
import { soundSettings } from '../../stages/prepare-sounds';
import type { StageDescription } from '../../stages/train';
import type { NetworkRecipe } from './kinds';
import { augmentationsOf } from './parts';
import type { VerificationRecipe } from './recipe';

type Validation = NonNullable<NetworkRecipe['training']['validation']>;

/** What of it decides beside the prepared list itself. */
function withoutList({ corpus: _, list: __, ...rule }: Validation): Omit<Validation, 'corpus' | 'list'> {
  return rule;
}

/** How many threads cut crops, and how often the state is saved or logged, changes no weight; files count by what is in them. */
function decisiveOf({
  workers: _workers,
  checkpoint_steps: _checkpoint,
  log_steps: _log,
  augment: _augment,
  start: _start,
  ...decisive
}: NetworkRecipe['training']) {
  return decisive;
}

/** For each kind of stage of a network, the part of the recipe and the modules that it depends on. */
export function descriptions(recipe: NetworkRecipe, { tensorflow }: { readonly tensorflow: string }) {
  const { features: feature, model, loss, seed, training, extraction } = recipe;
  const network = { code: [`features/${feature.type}`, `models/${model.type}`], versions: { tensorflow } };
  const { validation, ...decisive } = decisiveOf(training);
  const { precision } = extraction;
  const evaluation = validation && { ...withoutList(validation), extraction: { precision } };
  const augment = augmentationsOf(recipe);
  const trainCode = [
    `losses/${loss.type}`,
    `training/optimizers/${training.optimizer.type}`,
    `training/schedules/${training.learning_rate.type}`,
    // The chain by name, so that augmentations that are not used do not count even where none is.
    ...['chain', ...namesOf(augment)].map(name => `augment/${name}`),
    ...(validation === undefined ? [] : ['stages/validation', 'backends/cosine']),
  ];
  return {
    initialise: { settings: { model, seed, feature }, ...network },
    train: {
      ...network,
      settings: {
        feature,
        model,
        loss,
        seed,
        training: { ...decisive, augment: soundSettings(augment), validation: evaluation },
      },
      code: [...network.code, ...trainCode],
    },
    check: { ...network, settings: { feature, model, allowOverlap: recipe.data.allow_overlap } },
    embed: { ...network, settings: { feature, model, extraction: { precision } } },
  } satisfies Record<string, StageDescription>;
}

/** What scores depend on, whatever made the embeddings. */
export function scoreDescription({ backends, metrics, intervals, seed }: VerificationRecipe): StageDescription {
  return {
    settings: { backends, metrics, intervals, seed },
    code: [...backends.map(({ type }) => `backends/${type}`), 'metrics/index'],
    versions: {},
  };
}
