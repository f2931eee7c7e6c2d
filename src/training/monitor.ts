import type { Report } from '../core/events';
import type { tf } from '../engine/tf';
import { type AverageRule, averageOf, isKeptForAverage } from './average';
import { type Course, noCourse, type Validation } from './course';
import type { DeviceState } from './device-state';
import { bestOf, staleness } from './early-stop';
import { demandFiniteWeights } from './finite';
import type { KeptNetworks } from './kept-networks';
import type { StoredWeights } from './weights';

/** Evaluation on a development list while training goes on. */
export interface ValidationRule {
  readonly everySteps: number;
  /** Evaluations without improvement after which training stops; absent = it never does. */
  readonly patience: number | undefined;
  /** The least fall of the error rate that is an improvement. */
  readonly minDelta: number;
  readonly keep: 'last' | 'best';
  /** Equal error rate in [0, 1] of the network with these weights, which stay its caller's. Throws the signal's reason when it is aborted. */
  evaluate(weights: ReadonlyMap<string, tf.Tensor>, signal: AbortSignal): Promise<number>;
}

export interface MonitorOptions {
  readonly validation?: ValidationRule | undefined;
  readonly average?: AverageRule | undefined;
  readonly networks: KeptNetworks;
  /** Names of the arrays that a network put aside has: of the model and of the loss. */
  readonly names: readonly string[];
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly log: (row: { readonly step: number; readonly epoch: number; readonly validation_eer: number }) => void;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** What happens between the steps of a training: evaluating, putting networks aside, deciding to stop. */
export interface Monitor {
  /** Does what is due after so many steps and is not done yet. */
  after(step: number, state: DeviceState): Promise<void>;
  readonly course: Course;
  /** The last error rate, for the eyes of who waits. */
  readonly latest: Validation | undefined;
  /** Why training stops before its last step; undefined while it goes on. */
  readonly stop: string | undefined;
  /** The weights that training ends with: those given, or what it put aside. */
  outcome(last: StoredWeights): StoredWeights;
}

/** Goes on with the course of a checkpoint; all of its decisions follow from that. */
export function openMonitor(start: Course | undefined, options: MonitorOptions): Monitor {
  const { validation: rule, average, networks, names, steps, stepsPerEpoch } = options;
  let { validations, networks: kept } = start ?? noCourse;
  const putAside = (step: number, state: DeviceState): void => {
    const stored = state.stored(names);
    demandFiniteWeights(stored, step);
    const others = kept.filter(other => other.step !== step);
    kept = [...others, networks.keep(step, stored)].slice(-(average?.last ?? 1));
  };
  return {
    async after(step, state) {
      if (average !== undefined && step > 0 && isKeptForAverage(average, step, options)) {
        if (!kept.some(network => network.step === step)) putAside(step, state);
      }
      if (rule === undefined || step === 0 || (step % rule.everySteps > 0 && step < steps)) return;
      if (validations.at(-1)?.step === step) return;
      const eer = await rule.evaluate(state.tensors, options.signal);
      validations = [...validations, { step, eer }];
      options.log({ step, epoch: step / stepsPerEpoch, validation_eer: eer });
      if (rule.keep === 'best' && bestOf(validations)?.step === step) putAside(step, state);
      const best = bestOf(validations);
      const aside =
        best === undefined || best.step === step ? '' : `; the best is ${percent(best)} at step ${best.step}`;
      options.report({ type: 'note', text: `train: development EER ${percent({ eer })} at step ${step}${aside}` });
    },
    get course() {
      return { validations, networks: kept };
    },
    get latest() {
      return validations.at(-1);
    },
    get stop() {
      if (rule?.patience === undefined || staleness(validations, rule.minDelta) < rule.patience) return undefined;
      return `no improvement of the development EER in ${rule.patience} evaluations`;
    },
    outcome(last) {
      const [first] = kept;
      if (first === undefined) return last;
      return average === undefined ? networks.read(first) : averageOf(readEach(networks, kept));
    },
  };
}

function* readEach(networks: KeptNetworks, kept: Course['networks']): Generator<StoredWeights> {
  for (const one of kept) yield networks.read(one);
}

function percent({ eer }: Pick<Validation, 'eer'>): string {
  return `${(100 * eer).toFixed(3)} %`;
}
