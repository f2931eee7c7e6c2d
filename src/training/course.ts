import { DataError } from '../core/errors';

/** One evaluation on the development list. */
export interface Validation {
  readonly step: number;
  /** Equal error rate, in [0, 1]. */
  readonly eer: number;
}

/** A network that was put aside while training went on, see {@link ./kept-networks}. */
export interface KeptNetwork {
  readonly step: number;
  readonly sha256: string;
}

/** What a training knows of its past beside its tensors: plain JSON in each checkpoint, so that a resumed one decides alike. */
export interface Course {
  readonly validations: readonly Validation[];
  /** Those that are still needed, in the order of their steps. */
  readonly networks: readonly KeptNetwork[];
}

export const noCourse: Course = { validations: [], networks: [] };

/** The course in a checkpoint's state. Throws DataError where it is not one. */
export function courseIn(state: Readonly<Record<string, unknown>>): Course {
  const { validations = [], networks = [] } = state;
  if (isListOf(validations, isValidation) && isListOf(networks, isKept)) return { validations, networks };
  throw new DataError({ what: 'the checkpoint’s state is broken', expected: 'lists of validations and networks' });
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(isOne);
}

function isValidation(value: unknown): value is Validation {
  if (typeof value !== 'object' || value === null || !('step' in value) || !('eer' in value)) return false;
  return typeof value.step === 'number' && typeof value.eer === 'number';
}

function isKept(value: unknown): value is KeptNetwork {
  if (typeof value !== 'object' || value === null || !('step' in value) || !('sha256' in value)) return false;
  return typeof value.step === 'number' && typeof value.sha256 === 'string';
}
