import { backends } from '../../backends';
import { UsageError } from '../../core/errors';
import { metrics } from '../../metrics';
import type { Stage, StageMaking } from '../../pipeline/stage';
import { buildChoice } from '../../recipe/choice';
import { check } from '../../stages/check';
import { embed } from '../../stages/embed';
import { type PrepareOptions, prepareTraining, prepareTrials } from '../../stages/prepare';
import { prepareSounds } from '../../stages/prepare-sounds';
import { report } from '../../stages/report';
import type { ReportedSystem } from '../../stages/report-list';
import { score } from '../../stages/score';
import { type SystemRow, table } from '../../stages/table';
import { type Engine, initialise, train } from '../../stages/train';
import { descriptions } from './descriptions';
import { chosenCorpus, soundCorpus, trainingPlan } from './parts';
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
  /** What it made of each trial list, in the recipe's order. */
  readonly lists: readonly ReportedSystem[];
}

export interface VerificationPlan {
  readonly targets: readonly Stage[];
  readonly table: StageMaking<'text' | 'markdown' | 'tsv' | 'latex' | 'json' | 'metrics'>;
  /** report.html and its figures. */
  readonly report: StageMaking<'page' | 'figures' | 'data'>;
  readonly systems: readonly PlannedSystem[];
  readonly title: string;
  /** For env.json. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** The data flow of a verification experiment: prepare, train, embed, score, table, report. */
export function planVerification(recipe: VerificationRecipe, { versions, engine }: Surroundings): VerificationPlan {
  const training = { ...trainingPlan(recipe), engine };
  const prepareOptions = {
    sampleRate: training.feature.sampleRate,
    maxBad: recipe.data.max_bad,
    versions: { ffmpeg: versions.ffmpeg },
  };
  const parts = recipe.data.train.map(({ corpus, split }) => ({ ...chosenCorpus(recipe, corpus), split }));
  const trainingSet = prepareTraining(parts, prepareOptions);
  const named = recipe.data.trials.map(({ corpus, list, name }) => {
    const chosen = chosenCorpus(recipe, corpus);
    return { corpus: chosen.corpus.name, name: name ?? `${chosen.corpus.name}-${list}`, chosen, list };
  });
  demandNames(named.map(({ name }) => name));
  const lists = named.map(({ name, corpus, chosen, list }) => {
    return { name, corpus, prepared: prepareTrials(name, chosen, list, prepareOptions) };
  });
  const development = prepareDevelopment(recipe, prepareOptions);
  const scoring = {
    backends: recipe.backends.map(chosen => buildChoice(backends, chosen)),
    metrics: recipe.metrics.map(chosen => buildChoice(metrics, chosen)),
    resamples: recipe.intervals,
    seed: recipe.seed,
  };
  const embedsTraining = scoring.backends.some(({ needsTraining }) => needsTraining);
  const describe = descriptions(recipe, versions);
  // Names of several corpora stand before their speakers' already.
  const corpus = parts.length > 1 ? undefined : parts[0]?.corpus.name;
  const checked = check(
    { ...training, embedsTraining, allowOverlap: recipe.data.allow_overlap },
    { name: 'train', shards: trainingSet.made.shards, corpus },
    [...lists, ...development].map(({ name, corpus, prepared }) => ({ name, corpus, shards: prepared.made.shards })),
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
    const scored = lists.map(({ name: list, prepared }): ReportedSystem => {
      const { vectors } = embedded(list, prepared).made;
      const inputs = {
        trials: prepared.made.trials,
        models: prepared.made.models,
        shards: prepared.made.shards,
        verdict: checked.made.verdict,
        vectors,
        ...(background === undefined ? {} : { training: background }),
      };
      const { results, scores } = score(list, variant, scoring, inputs, describe.score).made;
      return { name, ...(variant === undefined ? {} : { variant }), results, scores, vectors };
    });
    return {
      name,
      results: scored.map(({ results }) => results),
      lists: scored,
      ...(variant === undefined ? {} : { variant }),
    };
  };

  const sounds = prepareSounds(training.augment, recipe.data.root, prepareOptions, soundCorpus(recipe));
  const inputs = {
    shards: trainingSet.made.shards,
    corpus,
    sounds: sounds?.made.sounds,
    development: development[0]?.prepared.made,
    verdict: checked.made.verdict,
  };
  const trained = train(training, inputs, describe.train);
  const systems = [
    ...(recipe.untrained ? [system('untrained', 'untrained', initialise(training, describe.initialise))] : []),
    system(recipe.name ?? lossName(recipe), undefined, trained),
  ];
  const title = recipe.title ?? `${recipe.model.type}, ${recipe.loss.type}`;
  const last = table(title, systems, []);
  const page = report(
    { title, recipe, seed: recipe.seed },
    {
      table: last.made.json,
      network: trained.made.network,
      sets: [{ name: 'train', prepared: trainingSet }, ...lists].map(({ name, prepared }) => ({
        name,
        shards: prepared.made.shards,
      })),
      lists: lists.map(({ name, prepared }, place) => ({
        name,
        shards: prepared.made.shards,
        models: prepared.made.models,
        systems: systems.flatMap(system => system.lists[place] ?? []),
      })),
    },
  );
  return { targets: [page], table: last, report: page, systems, title, environment: versions };
}

/** The development list that training measures itself by; none, or one. */
function prepareDevelopment(recipe: VerificationRecipe, options: PrepareOptions) {
  const { validation } = recipe.training;
  if (validation === undefined) return [];
  const chosen = chosenCorpus(recipe, validation.corpus);
  const prepared = prepareTrials('development', chosen, validation.list, options);
  return [{ name: 'training.validation', corpus: chosen.corpus.name, prepared }];
}

/** `real-am-softmax m = 0.3`: what tells rows of a table of losses apart. */
function lossName({ loss }: VerificationRecipe): string {
  const margin = 'margin' in loss.options ? ` m = ${loss.options.margin}` : '';
  return `${loss.type}${margin}`;
}

/** Columns, stages and files go by these names. */
function demandNames(names: readonly string[]): void {
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice === undefined) return;
  throw new UsageError({
    what: 'two trial lists have one name',
    where: 'data.trials',
    found: twice,
    remedy: 'give one of them a name of its own: { corpus: …, list: …, name: … }',
  });
}
