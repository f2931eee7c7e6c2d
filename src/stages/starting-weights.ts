import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../core/errors';
import { foreignWeights } from '../models/foreign-weights';
import type { SpeakerModel } from '../models/speaker-model';
import { canonicalJson, differenceOf } from '../pipeline/canonical-json';
import { initialWeights, loadWeights, type StoredWeights } from '../training/weights';
import { readClasses, type TrainedClasses } from './classes';

/** Where weights are from: a PyTorch state dict in a safetensors file, or a run of svtk. */
export type Start = { readonly weights: string } | { readonly run: string };

/** What a network is before its first step. */
export interface Beginning {
  readonly model: SpeakerModel;
  /** Features and model as the recipe has them, as JSON. */
  readonly network: string;
  readonly seed: number;
  /** Drawn by the seed where it is absent. */
  readonly start: Start | undefined;
}

const networkFile = 'network.safetensors';
const classesFile = 'classes.safetensors';

/** The weights of the network before its first step. Throws DataError where they are of another network. */
export function startingWeights({ model, network, seed, start }: Beginning): StoredWeights {
  if (start === undefined) return initialWeights(model.parameters, seed);
  if ('weights' in start) return foreignWeights(start.weights, model.parameters);
  demandSameNetwork(startingClasses(start)?.network ?? '{}', network, start.run);
  const path = join(start.run, networkFile);
  const weights = loadWeights(path);
  const lacking = model.parameters.filter(({ name }) => !weights.has(name) && model.added?.includes(name));
  const whole = new Map([...weights, ...initialWeights(lacking, seed)]);
  const fits = model.parameters.every(({ name, shape }) => String(whole.get(name)?.shape) === String(shape));
  if (fits && whole.size === model.parameters.length) return whole;
  throw new DataError({
    what: 'the starting run’s network is not what its recipe says',
    where: path,
    remedy: 'run that recipe again with --force',
  });
}

/** The classes of the run that training starts from; undefined where it starts otherwise. */
export function startingClasses(start: Start | undefined): TrainedClasses | undefined {
  return start !== undefined && 'run' in start ? readClasses(join(start.run, classesFile)) : undefined;
}

/** The files among those that decide whether a stage is fresh. Throws DataError where the run has none. */
export function startFiles({ start }: Beginning): Readonly<Record<string, string>> {
  if (start === undefined) return {};
  if ('weights' in start) return { 'starting weights': start.weights };
  const files = { 'the starting run’s network': networkFile, 'the starting run’s classes': classesFile };
  const missing = Object.values(files).filter(file => !existsSync(join(start.run, file)));
  if (missing.length > 0) {
    throw new DataError({
      what: 'training.start.run is no run with a trained network',
      where: start.run,
      expected: `${Object.values(files).join(' and ')} in the folder of a run, exp/<recipe>/<name>`,
      found: existsSync(start.run) ? `no ${missing.join(' and no ')}` : 'no such folder',
      remedy: 'train that run first, or again if it was removed: its recipe is what svtk run takes',
    });
  }
  return Object.fromEntries(Object.entries(files).map(([label, file]) => [label, join(start.run, file)]));
}

function demandSameNetwork(theirs: string, ours: string, run: string): void {
  if (theirs === ours) return;
  const [found, expected] = differenceOf(canonicalJson(JSON.parse(theirs)), canonicalJson(JSON.parse(ours)));
  throw new DataError({
    what: 'the starting run has another network or other features',
    where: run,
    expected,
    found,
    remedy: 'set features and model as in that run’s recipe.resolved.yaml',
  });
}
