import type { Registry } from '../core/registry';
import type { BackendComponent } from './backend';
import { cosine } from './cosine';
import { lda } from './lda';
import { plda } from './plda';

/** What recipes and `svtk score` can score by, by name. */
export const backends = { cosine, lda, plda } satisfies Registry<BackendComponent>;
