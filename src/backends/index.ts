import type { Registry } from '../core/registry';
import type { BackendComponent } from './backend';
import { fusion } from './fusion';
import { singleBackends } from './single-backends';

/** What recipes and `svtk score` can score by, by name. */
export const backends = { ...singleBackends, fusion } satisfies Registry<BackendComponent>;
