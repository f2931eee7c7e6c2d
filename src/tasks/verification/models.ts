import type { Registry } from '../../core/registry';
import { iVector } from '../../ivectors/i-vector';
import { models as networks } from '../../models';

/** What `model:` can name: networks, and what makes an embedding without one. */
export const models = { ...networks, 'i-vector': iVector } satisfies Registry;
