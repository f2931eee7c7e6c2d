import { dirname } from 'node:path';
import type { ShardIndex } from '../audio/shards';
import { variantsOf } from '../augment/chain';
import { UsageError } from '../core/errors';
import type { Loss } from '../losses/loss';
import { placeInside } from '../pipeline/run-directory';
import type { StageIO } from '../pipeline/stage';
import { isKeptForAverage } from '../training/average';
import { loadLastCheckpoint, saveCheckpoint } from '../training/checkpoint';
import { courseIn } from '../training/course';
import { eventFileName, openEventFile } from '../training/event-file';
import { openKeptNetworks } from '../training/kept-networks';
import { runTraining, type TrainingState } from '../training/loop';
import { openMonitor } from '../training/monitor';
import { startState, stateLayout } from '../training/state-layout';
import { trainingSet } from '../training/training-set';
import { type StoredWeights, saveWeights } from '../training/weights';
import { adoptClasses, type Classes, saveClasses } from './classes';
import { startingClasses, startingWeights } from './starting-weights';
import type { TrainingPlan } from './train';
import { batchesAfter, type StepCounts, samplesOf, stepCounts } from './training-batches';
import { openValidator, type ValidatorOptions } from './validation';

export interface TrainingPlaces {
  readonly io: StageIO;
  readonly shards: ShardIndex;
  readonly sources: Readonly<Record<string, ShardIndex>>;
  readonly corpus: string | undefined;
  /** Where prepare left the development list. */
  readonly development: Pick<ValidatorOptions, 'shards' | 'trials' | 'models'> | undefined;
  /** Files to make. */
  readonly network: string;
  readonly classes: string;
}

/** A training from its first step or its last checkpoint to its network. */
export async function runPlan(plan: TrainingPlan, places: TrainingPlaces): Promise<void> {
  const { io, shards, sources, corpus } = places;
  const { report, signal } = io;
  const { classes, batchesPerEpoch, names } = trainingSet({ ...plan, shards });
  const counts = stepCounts(plan, batchesPerEpoch);
  demandEnoughToAverage(plan, counts);
  const { steps } = counts;
  report({ type: 'note', text: `train: ${shards.count} utterances of ${classes} speakers, ${steps} steps` });
  const speakers = names.map(name => (corpus === undefined ? name : `${corpus}/${name}`));
  const own: Classes = { speakers, variants: variantsOf(plan.augment) };
  const loss = plan.loss(classes);
  const saved = loadLastCheckpoint(io.work, { report, identity: io.identity });
  if (saved !== undefined) report({ type: 'note', text: `train: goes on from step ${saved.step} of ${steps}` });
  const start = saved === undefined ? firstState(plan, loss, own, io) : { ...saved, course: courseIn(saved.state) };
  const layout = stateLayout({ ...plan, loss });
  const metrics = io.metrics(start.step);
  const events = openEventFile(placeInside(dirname(places.network), eventFileName), start.step);
  const log = ({ step, ...figures }: { readonly step: number; readonly [figure: string]: number }): void => {
    metrics.append({ step, ...figures });
    events.append(step, figures);
  };
  const networks = openKeptNetworks(io.work);
  const validator = openDevelopment(plan, places);
  const batches = batchesAfter(plan, { shards, sources, batchesPerEpoch }, start.step);
  try {
    const monitor = openMonitor(start.course, {
      validation: plan.validation && validator && { ...plan.validation, evaluate: validator.evaluate },
      average: plan.average,
      networks,
      names: layout.parameters.map(({ name }) => name),
      ...counts,
      log,
      report,
      signal,
    });
    const last = await runTraining(start, {
      ...plan,
      ...counts,
      loss,
      marginAt: moment => plan.marginAt(loss.margin, moment),
      samples: samplesOf(plan),
      next: batches.next,
      monitor,
      save({ step, tensors, course }) {
        saveCheckpoint(io.work, { step, tensors, state: { identity: io.identity, ...course } }, { report });
        networks.prune(course?.networks ?? []);
      },
      log(row) {
        if (row.step % plan.logSteps === 0 || row.step === steps) log(row);
      },
      report,
      signal,
    });
    const outcome = monitor.outcome(last.tensors);
    saveWeights(places.network, arraysOf(plan.model, outcome));
    saveClasses(places.classes, { ...own, arrays: arraysOf(loss, outcome), network: plan.network });
  } finally {
    events.close();
    validator?.dispose();
    await batches.close();
  }
}

function openDevelopment({ validation, feature, model }: TrainingPlan, { development, io }: TrainingPlaces) {
  if (validation === undefined || development === undefined) return undefined;
  const onFallback = (text: string): void => io.report({ type: 'warning', text });
  return openValidator({ ...validation, ...development, feature, model, onFallback });
}

/** The network as it begins, the class vectors of a run that training starts from or drawn ones, slots of zeros. */
function firstState(plan: TrainingPlan, loss: Loss, own: Classes, { report }: StageIO): TrainingState {
  const drawn = startState(stateLayout({ ...plan, loss }), plan.seed);
  const network = startingWeights(plan);
  const other = startingClasses(plan.start);
  if (other === undefined) return { ...drawn, tensors: new Map([...drawn.tensors, ...network]) };
  const { arrays, known } = adoptClasses(arraysOf(loss, drawn.tensors), own, other);
  const count = own.speakers.length * own.variants;
  const text = `train: ${known} of ${count} class vectors are those of the starting run, by the speakers’ names`;
  report({ type: known < count ? 'warning' : 'note', text: known < count ? `${text}; the others are drawn` : text });
  return { ...drawn, tensors: new Map([...drawn.tensors, ...network, ...arrays]) };
}

function arraysOf({ parameters }: Pick<Loss, 'parameters'>, tensors: StoredWeights): StoredWeights {
  const names = new Set(parameters.map(({ name }) => name));
  return new Map([...tensors].filter(([name]) => names.has(name)));
}

/** Throws UsageError where a training is too short for the mean that it should end with. */
function demandEnoughToAverage({ average }: TrainingPlan, { steps, stepsPerEpoch }: StepCounts): void {
  if (average === undefined || steps === 0) return;
  let kept = 0;
  for (let step = 1; step <= steps; step++) if (isKeptForAverage(average, step, { steps, stepsPerEpoch })) kept++;
  if (kept >= average.last) return;
  throw new UsageError({
    what: 'training ends before there are enough networks to average',
    where: 'training.average',
    expected: `at least ${average.last}, one at the end of each ${average.everyEpochs} epochs`,
    found: `${kept} in ${steps} steps`,
    remedy: 'make training.average.last or every_epochs smaller, or training.epochs larger',
  });
}
