import { cosine } from '../../backends/cosine';
import { buildCorpus, corpora } from '../../corpora';
import type { Corpus } from '../../corpora/corpus';
import { features } from '../../features';
import { losses } from '../../losses';
import { models } from '../../models';
import { buildChoice } from '../../recipe/choice';
import type { ChosenCorpus } from '../../stages/decoding';
import type { TrainingPlan } from '../../stages/train';
import { optimizers } from '../../training/optimizers';
import { schedules } from '../../training/schedules';
import { marginAt } from '../../training/schedules/margin';
import type { NetworkRecipe } from './kinds';
import { networkIdentity } from './network-identity';
import type { VerificationRecipe } from './recipe';

/** A corpus with the recipe's root. */
export function chosenCorpus(
  recipe: VerificationRecipe,
  chosen: VerificationRecipe['data']['trials'][number]['corpus'],
): ChosenCorpus {
  const { root } = recipe.data;
  const corpus = buildChoice(corpora, chosen, root === undefined ? {} : { root });
  return { corpus, settings: chosen };
}

/** The corpora that sounds are from; they have no options but where they are. */
export function soundCorpus({ data: { root } }: VerificationRecipe): (name: string) => Corpus {
  return name => buildCorpus(name, {}, root === undefined ? {} : { root });
}

/** The features and the model of a recipe. */
export function buildNetwork(
  recipe: Pick<NetworkRecipe, 'features' | 'model'>,
): Pick<TrainingPlan, 'feature' | 'model'> {
  const feature = buildChoice(features, recipe.features);
  return { feature, model: buildChoice(models, recipe.model, { features: feature.dimension }) };
}

/** What the recipe says of training, built; the engine is the machine's part. */
export function trainingPlan(recipe: NetworkRecipe): Omit<TrainingPlan, 'engine'> {
  const { feature, model } = buildNetwork(recipe);
  const { training } = recipe;
  return {
    feature,
    model,
    loss: classes => buildChoice(losses, recipe.loss, { embedding: model.classified ?? model.embedding, classes }),
    optimizer: buildChoice(optimizers, training.optimizer),
    schedule: buildChoice(schedules, training.learning_rate),
    marginAt: (full, moment) => marginAt(full, training.margin, moment),
    network: networkIdentity(recipe),
    start: startOf(training.start),
    epochs: training.epochs,
    batch: training.batch,
    accumulate: training.accumulate,
    crop: training.crop,
    cropsPerUtterance: training.crops_per_utterance,
    sampling: training.sampling,
    augment: augmentationsOf(recipe),
    specAugment: training.spec_augment,
    clipNorm: training.clip_norm,
    precision: training.precision,
    workers: training.workers,
    checkpointSteps: training.checkpoint_steps,
    logSteps: training.log_steps,
    validation: validationOf(recipe),
    average: training.average && { last: training.average.last, everyEpochs: training.average.every_epochs },
    seed: recipe.seed,
  };
}

/** One of the two, as the schema has seen to. */
function startOf(start: NetworkRecipe['training']['start']): TrainingPlan['start'] {
  if (start?.weights !== undefined) return { weights: start.weights };
  return start?.run === undefined ? undefined : { run: start.run };
}

/** The development list is measured by plain cosine, and by the network at the precision of extraction. */
function validationOf({ training: { validation }, extraction }: NetworkRecipe): TrainingPlan['validation'] {
  if (validation === undefined) return undefined;
  const { every_steps: everySteps, patience, min_delta: minDelta, keep } = validation;
  const backend = cosine.build(cosine.options.parse({}));
  return { everySteps, patience, minDelta, keep, backend, precision: extraction.precision };
}

/** Augmentations as the worker threads take them. */
export function augmentationsOf({ training }: NetworkRecipe): TrainingPlan['augment'] {
  return chosenAugmentations(training.augment);
}

/** As {@link augmentationsOf}, of any list of a recipe. */
export function chosenAugmentations(chosen: NetworkRecipe['training']['augment']): TrainingPlan['augment'] {
  return chosen.map(({ type, options }) => ({ ...options, type }));
}
