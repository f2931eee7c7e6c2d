import type { z } from 'zod';
import { UsageError } from './errors';
import { nearestNames } from './nearest-names';

/** Something a recipe can name: kept in its shelf's registry, a literal. */
export interface Component<Schema extends z.ZodObject = z.ZodObject> {
  /** One sentence for `svtk list`. */
  readonly summary: string;
  /** The paper and equation, or repository and file, it follows. */
  readonly source: string;
  /** Check, default, unit and one sentence (`.describe()`) for each field. */
  readonly options: Schema;
}

export type Registry<T extends Component = Component> = Readonly<Record<string, T>>;

/** The entry of that name; an unknown name is an error that lists the near ones. */
export function lookUp<T>(registry: Readonly<Record<string, T>>, name: string, shelf: string): T {
  const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (entry !== undefined) return entry;
  const near = nearestNames(name, Object.keys(registry));
  throw new UsageError({
    what: `unknown ${shelf}`,
    expected: Object.keys(registry).join(', '),
    found: `'${name}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}
