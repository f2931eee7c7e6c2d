import type { AnyChoice } from '../../recipe/choice';
import { networkIdentity } from './network-identity';
import type { Conflict } from './training-conflicts';

interface Extracted {
  readonly features: unknown;
  readonly model: AnyChoice;
  readonly extraction: { readonly readings: readonly { readonly name: string; readonly model: AnyChoice }[] };
}

/** What stands against readings of a trained network: a name that another system has, or other weights. */
export function readingConflicts({ features, model, extraction: { readings } }: Extracted): Conflict[] {
  const complaint = (place: number, key: string, message: string): Conflict => ({
    code: 'custom',
    path: ['extraction', 'readings', place, key],
    message,
  });
  const sameWeights = (other: AnyChoice): boolean =>
    other.type === model.type && networkIdentity({ features, model }) === networkIdentity({ features, model: other });
  return readings.flatMap(({ name, model: other }, place) => {
    const taken = name === 'untrained' || readings.findIndex(reading => reading.name === name) < place;
    return [
      ...(taken ? [complaint(place, 'name', `another system of the run is called ${name} already`)] : []),
      ...(sameWeights(other)
        ? []
        : [
            complaint(
              place,
              'model',
              'expected the recipe’s model but for options that read the same weights another way',
            ),
          ]),
    ];
  });
}
