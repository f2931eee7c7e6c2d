import { namesOf } from '../../augment/chain';
import { backends } from '../../backends';
import { corpora } from '../../corpora';
import { features } from '../../features';
import { losses } from '../../losses';
import { metrics } from '../../metrics';
import { models } from '../../models';
import type { Stage, StageMaking } from '../../pipeline/stage';
import { buildChoice } from '../../recipe/choice';
import { check } from '../../stages/check';
import { embed } from '../../stages/embed';
import { type ChosenCorpus, prepareTraining, prepareTrials } from '../../stages/prepare';
import { prepareSounds, soundSettings } from '../../stages/prepare-sounds';
import { score } from '../../stages/score';
import { type SystemRow, table } from '../../stages/table';
import { type Engine, initialise, type StageDescription, type TrainingPlan, train } from '../../stages/train';
import { optimizers } from '../../training/optimizers';
import { schedules } from '../../training/schedules';
import { marginAt } from '../../training/schedules/margin';
import type { VerificationRecipe } from './recipe';

/** The machine's part of a plan. */
export interface Surroundings {
  /** Versions of outside programs, which decide whether what they made is still fresh. */
  readonly versions: { readonly tensorflow: string; readonly ffmpeg: string };
  /** Loads TensorFlow; called by the stages that compute, when they run. */
  readonly engine: Engine;
}

/** A network of the experiment and its scores. */
export interface PlannedSystem extends SystemRow {
  /** What sets it apart from the trained network, which the experiment is about: `untrained`. */
  readonly variant?: string;
}

export interface VerificationPlan {
  readonly targets: readonly Stage[];
  readonly table: StageMaking<'text' | 'markdown' | 'tsv' | 'latex' | 'json'>;
  readonly systems: readonly PlannedSystem[];
  readonly title: string;
  /** For env.json. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The data flow of a verification experiment: prepare, train, embed, score, table. */
export function planVerification(recipe: VerificationRecipe, { versions, engine }: Surroundings): VerificationPlan {
  const training = { ...trainingPlan(recipe), engine };
  const prepareOptions = {
    sampleRate: training.feature.sampleRate,
    maxBad: recipe.data.max_bad,
    versions: { ffmpeg: versions.ffmpeg },
  };
  const parts = recipe.data.train.map(({ corpus, split }) => ({ ...chosenCorpus(recipe, corpus), split }));
  const trainingSet = prepareTraining(parts, prepareOptions);
  const lists = recipe.data.trials.map(({ corpus, list }) => {
    const chosen = chosenCorpus(recipe, corpus);
    const prepared = prepareTrials(chosen, list, prepareOptions);
    return { name: `${chosen.corpus.name}-${list}`, corpus: chosen.corpus.name, prepared };
  });
  const scoring = {
    backends: recipe.backends.map(chosen => buildChoice(backends, chosen)),
    metrics: recipe.metrics.map(chosen => buildChoice(metrics, chosen)),
    resamples: recipe.intervals,
    seed: recipe.seed,
  };
  const embedsTraining = scoring.backends.some(({ needsTraining }) => needsTraining);
  const describe = descriptions(recipe, versions);
  const checked = check(
    { ...training, embedsTraining, allowOverlap: recipe.data.allow_overlap },
    // Names of several corpora stand before their speakers' already.
    { name: 'train', shards: trainingSet.made.shards, corpus: parts.length > 1 ? undefined : parts[0]?.corpus.name },
    lists.map(({ name, corpus, prepared }) => ({ name, corpus, shards: prepared.made.shards })),
    describe.check,
  );

  const system = (name: string, variant: string | undefined, network: StageMaking<'network'>): PlannedSystem => {
    const label = (of: string): string => (variant === undefined ? of : `${variant}.${of}`);
    const embedded = (of: string, shards: StageMaking<'shards'>) =>
      embed(label(of), extraction, { network: network.made.network, shards: shards.made.shards }, describe.embed);
    const extraction = { ...training, ...recipe.extraction };
    const background = embedsTraining
      ? { vectors: embedded('train', trainingSet).made.vectors, shards: trainingSet.made.shards }
      : undefined;
    const results = lists.map(({ name: list, prepared }) => {
      const inputs = {
        trials: prepared.made.trials,
        shards: prepared.made.shards,
        verdict: checked.made.verdict,
        vectors: embedded(list, prepared).made.vectors,
        ...(background === undefined ? {} : { training: background }),
      };
      return score(list, variant, scoring, inputs, describe.score).made.results;
    });
    return { name, results, ...(variant === undefined ? {} : { variant }) };
  };

  const sounds = prepareSounds(training.augment, recipe.data.root, prepareOptions);
  const inputs = {
    shards: trainingSet.made.shards,
    ...(sounds === undefined ? {} : { sounds: sounds.made.sounds }),
  };
  const trained = train(training, inputs, describe.train);
  const systems = [
    ...(recipe.untrained ? [system('untrained', 'untrained', initialise(training, describe.initialise))] : []),
    system(recipe.name ?? lossName(recipe), undefined, trained),
  ];
  const title = recipe.title ?? `${recipe.model.type}, ${recipe.loss.type}`;
  const last = table(title, systems, []);
  return { targets: [last], table: last, systems, title, environment: versions };
}

/** `real-am-softmax m = 0.3`: what tells rows of a table of losses apart. */
function lossName({ loss }: VerificationRecipe): string {
  const margin = 'margin' in loss.options ? ` m = ${loss.options.margin}` : '';
  return `${loss.type}${margin}`;
}

function chosenCorpus(
  recipe: VerificationRecipe,
  chosen: VerificationRecipe['data']['train'][number]['corpus'],
): ChosenCorpus {
  const { root } = recipe.data;
  const corpus = buildChoice(corpora, chosen, root === undefined ? {} : { root });
  return { corpus, settings: chosen };
}

/** The features and the model of a recipe. */
export function buildNetwork(
  recipe: Pick<VerificationRecipe, 'features' | 'model'>,
): Pick<TrainingPlan, 'feature' | 'model'> {
  const feature = buildChoice(features, recipe.features);
  return { feature, model: buildChoice(models, recipe.model, { features: feature.dimension }) };
}

function trainingPlan(recipe: VerificationRecipe): Omit<TrainingPlan, 'engine'> {
  const { feature, model } = buildNetwork(recipe);
  const { training } = recipe;
  return {
    feature,
    model,
    loss: classes => buildChoice(losses, recipe.loss, { embedding: model.embedding, classes }),
    optimizer: buildChoice(optimizers, training.optimizer),
    schedule: buildChoice(schedules, training.learning_rate),
    marginAt: (full, moment) => marginAt(full, training.margin, moment),
    epochs: training.epochs,
    batch: training.batch,
    crop: training.crop,
    cropsPerUtterance: training.crops_per_utterance,
    sampling: training.sampling,
    augment: augmentationsOf(recipe),
    specAugment: training.spec_augment,
    clipNorm: training.clip_norm,
    precision: training.precision,
    workers: training.workers,
    checkpointSteps: training.checkpoint_steps,
    seed: recipe.seed,
  };
}

function augmentationsOf({ training }: VerificationRecipe): TrainingPlan['augment'] {
  return training.augment.map(({ type, options }) => ({ ...options, type }));
}

/** For each kind of stage, the part of the recipe and the modules that it depends on. */
function descriptions(recipe: VerificationRecipe, { tensorflow }: Surroundings['versions']) {
  const { features: feature, model, loss, seed, training, extraction } = recipe;
  const network = { code: [`features/${feature.type}`, `models/${model.type}`], versions: { tensorflow } };
  // How many threads cut crops, and how often the state is saved, changes no weight.
  const { workers: _, checkpoint_steps: __, augment: ___, ...decisive } = training;
  const augment = augmentationsOf(recipe);
  const trainCode = [
    `losses/${loss.type}`,
    `training/optimizers/${training.optimizer.type}`,
    `training/schedules/${training.learning_rate.type}`,
    // The chain by name, so that augmentations that are not used do not count even where none is.
    ...['chain', ...namesOf(augment)].map(name => `augment/${name}`),
  ];
  return {
    initialise: { settings: { model, seed, feature }, ...network },
    train: {
      ...network,
      settings: { feature, model, loss, seed, training: { ...decisive, augment: soundSettings(augment) } },
      code: [...network.code, ...trainCode],
    },
    check: { ...network, settings: { feature, model, allowOverlap: recipe.data.allow_overlap } },
    embed: { ...network, settings: { feature, model, extraction } },
    score: {
      settings: { backends: recipe.backends, metrics: recipe.metrics, intervals: recipe.intervals, seed },
      code: [...recipe.backends.map(({ type }) => `backends/${type}`), 'metrics/index'],
      versions: {},
    },
  } satisfies Record<string, StageDescription>;
}
