import { backends } from '../../backends';
import { UsageError } from '../../core/errors';
import { metrics } from '../../metrics';
import type { Artifact, Stage, StageMaking } from '../../pipeline/stage';
import { buildChoice } from '../../recipe/choice';
import { type CheckedList, check } from '../../stages/check';
import { prepareTraining } from '../../stages/prepare-training';
import { report } from '../../stages/report';
import type { ReportedSystem } from '../../stages/report-list';
import { score } from '../../stages/score';
import { type SystemRow, table } from '../../stages/table';
import type { Engine } from '../../stages/train';
import type { TrialSetInputs } from '../../stages/trial-set';
import { calibrationList } from './calibration-list';
import { demandBuildable, ldaSizes } from './demand-buildable';
import { scoreDescription } from './descriptions';
import { foreignMethod } from './foreign-method';
import { iVectorMethod } from './i-vector-method';
import { isForeign, isIVector, trainsNetwork } from './kinds';
import type { Embedder, Method } from './method';
import { networkMethod } from './network-method';
import { chosenCorpus } from './parts';
import { type PreparedList, prepareLists } from './prepared-lists';
import type { VerificationRecipe } from './recipe';
import { trainingCopies } from './training-copies';

/** The machine's part of a plan. */
export interface Surroundings {
  /** Versions of outside programs, which decide whether what they made is still fresh. */
  readonly versions: { readonly tensorflow: string; readonly ffmpeg: string };
  /** Loads TensorFlow; called by the stages that compute, when they run. */
  readonly engine: Engine;
}

/** A network of the experiment, or another way to embeddings, and its scores. */
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
export function planVerification(recipe: VerificationRecipe, surroundings: Surroundings): VerificationPlan {
  const { versions } = surroundings;
  demandBuildable(recipe);
  const method = methodOf(recipe, surroundings);
  const prepareOptions = {
    sampleRate: method.feature.sampleRate,
    maxBad: recipe.data.max_bad,
    versions: { ffmpeg: versions.ffmpeg },
  };
  const parts = (recipe.data.train ?? []).map(({ corpus, split }) => ({ ...chosenCorpus(recipe, corpus), split }));
  const recorded = parts.length === 0 ? undefined : prepareTraining(parts, prepareOptions);
  const trainingSet = recorded && trainingCopies(recipe, recorded, prepareOptions);
  const named = recipe.data.trials.map(({ corpus, list, name }) => {
    const chosen = chosenCorpus(recipe, corpus);
    return { name: name ?? `${chosen.corpus.name}-${list}`, chosen, list };
  });
  const development = method.development(prepareOptions);
  const scoring = {
    backends: recipe.backends.map(chosen => buildChoice(backends, chosen)),
    metrics: recipe.metrics.map(chosen => buildChoice(metrics, chosen)),
    resamples: recipe.intervals,
    seed: recipe.seed,
  };
  const fitted = calibrationList(recipe, scoring.backends);
  const prepared = prepareLists([...named, ...(fitted === undefined ? [] : [fitted])], prepareOptions);
  const lists = prepared.slice(0, named.length);
  const calibration = prepared[named.length];
  const embedsTraining = scoring.backends.some(({ needsTraining }) => needsTraining);
  if (embedsTraining && trainingSet === undefined) throw noTrainingSet();
  // Names of several corpora stand before their speakers' already.
  const corpus = parts.length > 1 ? undefined : parts[0]?.corpus.name;
  const checked = check(
    {
      feature: method.feature,
      model: method.model,
      embedsTraining,
      allowOverlap: recipe.data.allow_overlap,
      lda: Math.max(0, ...ldaSizes(recipe).map(kept => kept ?? 0)),
    },
    trainingSet && { name: 'train', shards: trainingSet.made.shards, corpus },
    [...lists.map(recordingsIn), ...development.map(list => ({ ...recordingsIn(list), unscored: true }))],
    method.check,
    calibration && recordingsIn(calibration),
  );

  const system = ({ name, variant, embed }: Embedder): PlannedSystem => {
    const background =
      embedsTraining && trainingSet !== undefined
        ? {
            vectors: embed({ of: 'train', shards: trainingSet.made.shards }).made.vectors,
            shards: trainingSet.made.shards,
          }
        : undefined;
    const vectors = embedLists(embed, prepared);
    const inputsOf = (list: PreparedList): TrialSetInputs => {
      const { trials, models } = list.prepared.made;
      return { trials, models, ...recordingsIn(list), vectors: vectors.get(list)! };
    };
    const development = calibration && inputsOf(calibration);
    const scored = lists.map((list): ReportedSystem => {
      const inputs = {
        ...inputsOf(list),
        verdict: checked.made.verdict,
        ...(background === undefined ? {} : { training: background }),
        ...(development === undefined ? {} : { development }),
      };
      const { results, scores } = score(list.name, variant, scoring, inputs, scoreDescription(recipe)).made;
      return { name, ...(variant === undefined ? {} : { variant }), results, scores, vectors: inputs.vectors };
    });
    return {
      name,
      results: scored.map(({ results }) => results),
      lists: scored,
      ...(variant === undefined ? {} : { variant }),
    };
  };

  const trainingSets = { train: trainingSet, corpus, development: development[0], verdict: checked.made.verdict };
  const { embedders, trained } = method.train(trainingSets, prepareOptions);
  const systems = embedders.map(system);
  const title = recipe.title ?? method.title;
  const last = table(title, systems, []);
  const page = report(
    { title, recipe, seed: recipe.seed },
    {
      table: last.made.json,
      network: trained,
      sets: [
        ...(trainingSet === undefined ? [] : [{ name: 'train', beside: [], shards: trainingSet.made.shards }]),
        ...lists.map(({ name, before, prepared }) => ({
          name,
          beside: before.map(list => list.name),
          shards: prepared.made.shards,
        })),
      ],
      lists: lists.map((list, place) => ({
        ...recordingsIn(list),
        models: list.prepared.made.models,
        systems: systems.flatMap(system => system.lists[place] ?? []),
      })),
    },
  );
  return { targets: [page], table: last, report: page, systems, title, environment: versions };
}

/** The embeddings of each list, in their order: what a list shares with lists before it is taken from theirs. */
function embedLists(embed: Embedder['embed'], lists: readonly PreparedList[]): ReadonlyMap<PreparedList, Artifact> {
  const made = new Map<PreparedList, Artifact>();
  for (const list of lists) {
    const { shards, utterances } = list.prepared.made;
    const before = list.before.map(other => ({ shards: other.prepared.made.shards, vectors: made.get(other)! }));
    const shared = before.length === 0 ? {} : { shared: { utterances, before } };
    made.set(list, embed({ of: list.name, shards, ...shared }).made.vectors);
  }
  return made;
}

/** Where the recordings of a list are. */
function recordingsIn(list: PreparedList): CheckedList {
  const sets = [list, ...list.before].map(({ prepared: { made } }) => ({ shards: made.shards }));
  return { name: list.name, corpus: list.chosen.corpus.name, utterances: list.prepared.made.utterances, sets };
}

function methodOf(recipe: VerificationRecipe, surroundings: Surroundings): Method {
  if (isIVector(recipe)) return iVectorMethod(recipe, surroundings);
  if (isForeign(recipe)) return foreignMethod(recipe, surroundings);
  if (trainsNetwork(recipe)) return networkMethod(recipe, surroundings);
  throw new Error('a recipe that neither trains nor names a network, nor makes i-vectors, passed its schema');
}

function noTrainingSet(): UsageError {
  return new UsageError({
    what: 'a back-end or its norm learns from training speakers',
    where: 'data.train',
    found: 'none',
    remedy: 'name a training set, or back-ends that learn nothing: cosine without centring, norm and lda',
  });
}
