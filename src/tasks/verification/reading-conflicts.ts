import { canonicalJson, differenceOf } from '../../pipeline/canonical-json';
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
  const identity = (chosen: AnyChoice) => canonicalJson(JSON.parse(networkIdentity({ features, model: chosen })));
  return readings.flatMap(({ name, model: other }, place) => {
    const taken = name === 'untrained' || readings.findIndex(reading => reading.name === name) < place;
    const [expected, found] =
      other.type === model.type ? differenceOf(identity(model), identity(other)) : [model.type, other.type];
    return [
      ...(taken ? [complaint(place, 'name', `another system of the run is called ${name} already`)] : []),
      ...(expected === found
        ? []
        : [
            complaint(
              place,
              'model',
              `a reading is of the recipe’s model, in all that decides its weights: expected ${expected}, found ${found}`,
            ),
          ]),
    ];
  });
}
