import { augmentations } from '../augment';
import { backends } from '../backends';
import { calibrations } from '../backends/calibrations';
import { norms } from '../backends/norms';
import { corpora } from '../corpora';
import { features } from '../features';
import { losses } from '../losses';
import { metrics } from '../metrics';
import type { Tasks } from '../recipe/task-definition';
import { optimizers } from '../training/optimizers';
import { schedules } from '../training/schedules';
import { systemsRecipe } from './systems/recipe';
import { tableRecipe } from './table/recipe';
import { models } from './verification/models';
import { verificationRecipe } from './verification/recipe';

/** What `task:` can name. */
export const tasks = {
  verification: {
    summary: 'train a speaker embedding, score trials by several back-ends, print the table',
    recipe: verificationRecipe,
    shelves: {
      corpora,
      features,
      models,
      losses,
      augmentations,
      optimizers,
      schedules,
      backends,
      norms,
      calibrations,
      metrics,
    },
  },
  table: {
    summary: 'run the recipes of a paper’s table and print them as its rows, its numbers beside ours',
    recipe: tableRecipe,
    ownKeys: Object.keys(tableRecipe.shape),
    shelves: {},
  },
  systems: {
    summary: 'say what the systems of a paper’s table are, its words beside ours; trains nothing',
    recipe: systemsRecipe,
    ownKeys: Object.keys(systemsRecipe.shape),
    shelves: {},
  },
} satisfies Tasks;
