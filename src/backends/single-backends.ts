import type { Registry } from '../core/registry';
import type { BackendComponent } from './backend';
import { cosine } from './cosine';
import { euclidean } from './euclidean';
import { lda } from './lda';
import { plda } from './plda';

/** The back-ends that compare embeddings themselves, by name. */
export const singleBackends = { cosine, euclidean, lda, plda } satisfies Registry<BackendComponent>;
