import { join } from 'node:path';
import { UsageError } from '../core/errors';
import { tensorflowVersion } from '../engine/native-paths';
import { runStages } from '../pipeline/run-stages';
import { checkRecipes } from '../recipe/task-definition';
import { tasks } from '../tasks';
import { seriesOf } from '../tasks/experiment';
import { planVerification } from '../tasks/verification/plan';
import { placeOf } from './explain-stages';
import { composedRecipes } from './recipe-arguments';
import { startReporter } from './reporter';
import { usedFfmpeg } from './run-recipes';
import { withStopSignals } from './stop-signal';

/** Makes the reports of run directories anew out of what lies there, and prints their paths; nothing else runs. */
export async function reportRuns(words: readonly string[], runs: readonly string[]): Promise<void> {
  const others = words.filter(word => !runs.includes(word));
  if (others.length > 0) {
    throw new UsageError({
      what: 'a run is reported as it is',
      expected: 'svtk report RUN …, or svtk report RECIPE key.path=value',
      found: others.join(' '),
    });
  }
  const { report, stop } = startReporter();
  try {
    await withStopSignals(async signal => {
      for (const run of runs) {
        const page = await reportRun(run, { report, signal });
        stop();
        process.stdout.write(`${page}\n`);
      }
    });
  } finally {
    stop();
  }
}

async function reportRun(
  run: string,
  options: Pick<Parameters<typeof runStages>[1], 'report' | 'signal'>,
): Promise<string> {
  const composed = await composedRecipes({
    recipes: [join(run, 'recipe.resolved.yaml')],
    overrides: [],
    profile: undefined,
  });
  const [experiment] = seriesOf(checkRecipes(composed, tasks), undefined).flatMap(({ experiments }) => experiments);
  if (experiment === undefined) throw new Error(`${run} has a recipe of no experiment`);
  const plan = planVerification(experiment.recipe, {
    versions: { tensorflow: tensorflowVersion, ffmpeg: usedFfmpeg() },
    engine: () => Promise.reject(new Error('a report computes nothing')),
  });
  const outcome = await runStages(
    {
      ...placeOf(run),
      targets: plan.targets,
      resolvedRecipe: experiment.resolved,
      environment: { ...plan.environment },
      command: ['svtk', ...process.argv.slice(2)].join(' '),
    },
    { ...options, from: plan.report.name, to: plan.report.name, force: true },
  );
  return outcome.path(plan.report.made.page);
}
