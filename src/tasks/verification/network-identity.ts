import { lookUp } from '../../core/registry';
import { models } from '../../models';
import type { SpeakerModelComponent } from '../../models/speaker-model';
import { canonicalJson } from '../../pipeline/canonical-json';

/** Features and model as a recipe has them. */
export interface NetworkChoice {
  readonly features: unknown;
  readonly model: { readonly type: string; readonly options: Readonly<Record<string, unknown>> };
}

/**
 * Features and model as JSON, without what reads the same weights another way: where two recipes agree in it, the one can start from the run
 * of the other.
 */
export function networkIdentity({ features, model: { type, options } }: NetworkChoice): string {
  const { readings = [] } = lookUp<SpeakerModelComponent>(models, type, 'model');
  const decisive = Object.entries(options).filter(([name]) => !readings.includes(name));
  return JSON.stringify(canonicalJson({ features, model: { type, options: Object.fromEntries(decisive) } }));
}
