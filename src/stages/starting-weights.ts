import { foreignWeights } from '../models/foreign-weights';
import type { SpeakerModel } from '../models/speaker-model';
import { initialWeights, type StoredWeights } from '../training/weights';

/** Where the weights of a network are from before its first step. */
export interface Beginning {
  readonly model: SpeakerModel;
  readonly seed: number;
  /** A PyTorch state dict in a safetensors file; drawn by the seed where it is absent. */
  readonly startWeights: string | undefined;
}

/** The weights of the network before its first step. Throws DataError where the file is of another network. */
export function startingWeights({ model, seed, startWeights }: Beginning): StoredWeights {
  if (startWeights === undefined) return initialWeights(model.parameters, seed);
  return foreignWeights(startWeights, model.parameters);
}

/** The file among those that decide whether a stage is fresh. */
export function startFiles({ startWeights }: Beginning): Readonly<Record<string, string>> {
  return startWeights === undefined ? {} : { 'starting weights': startWeights };
}
