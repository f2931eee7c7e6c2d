import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors';
import { tensorflowVersion } from '../engine/native-paths';
import type { RunName } from '../pipeline/run-directory';
import { runStages, type StageOutcome } from '../pipeline/run-stages';
import { checkRecipes } from '../recipe/task-definition';
import { tasks } from '../tasks';
import { type Experiment, seriesOf } from '../tasks/experiment';
import { planVerification } from '../tasks/verification/plan';
import { composedRecipes, type RecipeArguments } from './recipe-arguments';
import { usedFfmpeg } from './run-recipes';

export interface ExplainedRun {
  /** `exp/<recipe>/<name>`. */
  readonly run: string;
  readonly stages: readonly StageOutcome[];
}

const resolvedFile = 'recipe.resolved.yaml';

/** A dry run of each experiment that the arguments mean. A run directory stands for the recipe that lies in it. */
export async function explain(given: RecipeArguments, experiments: string): Promise<ExplainedRun[]> {
  const explained: ExplainedRun[] = [];
  for (const word of given.recipes) {
    const isRun = existsSync(join(word, resolvedFile));
    if (isRun && given.overrides.length > 0) {
      throw new UsageError({
        what: 'a run cannot be changed, only explained',
        expected: 'svtk why RUN, or svtk why RECIPE key.path=value',
        found: given.overrides.join(' '),
      });
    }
    const recipe = isRun ? join(word, resolvedFile) : word;
    const composed = await composedRecipes({ ...given, recipes: [recipe] });
    for (const { experiments: points } of seriesOf(checkRecipes(composed, tasks), given.profile, experiments)) {
      for (const point of points)
        explained.push(await explainOne(point, isRun ? placeOf(word) : named(point, experiments)));
    }
  }
  return explained;
}

function named({ folder, name }: Experiment, experiments: string): RunName {
  return { experiments, recipe: folder, name };
}

export function placeOf(run: string): RunName {
  const path = resolve(run);
  return { experiments: dirname(dirname(path)), recipe: basename(dirname(path)), name: basename(path) };
}

async function explainOne({ recipe, resolved }: Experiment, run: RunName): Promise<ExplainedRun> {
  const { targets, environment } = planVerification(recipe, {
    versions: { tensorflow: tensorflowVersion, ffmpeg: usedFfmpeg() },
    engine: () => Promise.reject(new Error('a dry run computes nothing')),
  });
  const { directory, stages } = await runStages(
    { ...run, targets, resolvedRecipe: resolved, environment: { ...environment }, command: 'svtk why' },
    { dryRun: true, report: () => undefined, signal: new AbortController().signal },
  );
  return { run: directory, stages };
}
