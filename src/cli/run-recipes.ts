import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../audio/find-ffmpeg';
import { EnvironmentError } from '../core/errors';
import { tensorflowVersion } from '../engine/native-paths';
import { startEngine } from '../engine/start';
import { runStages } from '../pipeline/run-stages';
import { withStopSignals } from '../pipeline/stop-signal';
import type { ComposedRecipe } from '../recipe/compose';
import { checkRecipes } from '../recipe/task-definition';
import { renderText } from '../report/render-text';
import { tasks } from '../tasks';
import { type Experiment, type Series, seriesOf } from '../tasks/experiment';
import { jointTable, type ScoredExperiment } from '../tasks/joint-table';
import { planVerification, type Surroundings } from '../tasks/verification/plan';
import { startReporter } from './reporter';
import type { RunSettings } from './run-settings';

/** Checks all recipes, then runs their experiments one after the other and prints a table for each recipe file. */
export async function runRecipes(
  composed: readonly ComposedRecipe[],
  profile: string | undefined,
  settings: RunSettings,
): Promise<void> {
  const series = seriesOf(checkRecipes(composed, tasks), profile);
  const { report, stop } = startReporter();
  const engine = async (): Promise<void> => {
    const { tensorflow, device, threads } = await startEngine({ device: settings.device, deterministic: true });
    report({ type: 'note', text: `TensorFlow ${tensorflow} on ${device}, ${threads} threads` });
  };
  let started: Promise<void> | undefined;
  const surroundings: Surroundings = {
    versions: { tensorflow: tensorflowVersion, ffmpeg: usedFfmpeg() },
    engine: () => (started ??= engine()),
  };
  try {
    await withStopSignals(async signal => {
      for (const one of series) {
        const scored: ScoredExperiment[] = [];
        for (const experiment of one.experiments) {
          if (one.joint) report({ type: 'note', text: `── ${experiment.row ?? experiment.name}` });
          const done = await runExperiment(experiment, settings, surroundings, { report, signal });
          if (done !== undefined) scored.push(done);
        }
        stop();
        printTable(one, scored, settings);
      }
    });
  } finally {
    stop();
  }
}

/** Undefined where the table was not reached: a dry run, or `--to` an earlier stage. */
async function runExperiment(
  experiment: Experiment,
  { experiments, device: _, ...range }: RunSettings,
  surroundings: Surroundings,
  { report, signal }: Pick<Parameters<typeof runStages>[1], 'report' | 'signal'>,
): Promise<ScoredExperiment | undefined> {
  const plan = planVerification(experiment.recipe, surroundings);
  const outcome = await runStages(
    {
      experiments,
      recipe: experiment.folder,
      name: experiment.name,
      targets: plan.targets,
      resolvedRecipe: experiment.resolved,
      environment: { ...plan.environment },
      command: ['svtk', ...process.argv.slice(2)].join(' '),
    },
    { ...range, report, signal },
  );
  if (range.dryRun) {
    for (const { stage, state, because } of outcome.stages) {
      process.stdout.write(`${stage}: ${state === 'fresh' ? 'fresh' : because.join('; ')}\n`);
    }
    return undefined;
  }
  if (!outcome.stages.some(({ stage }) => stage === plan.table.name)) return undefined;
  return { experiment, plan, path: outcome.path, directory: outcome.directory };
}

function printTable(series: Series, scored: readonly ScoredExperiment[], { experiments }: RunSettings): void {
  const [only] = scored;
  if (only === undefined || scored.length < series.experiments.length) return;
  if (!series.joint) {
    process.stdout.write(`\n${readFileSync(only.path(only.plan.table.made.text), 'utf8')}`);
    process.stdout.write(`\n${only.directory}: table.md .tsv .tex .json\n`);
    return;
  }
  const base = join(experiments, series.folder, 'table');
  const table = jointTable(series, scored, base);
  process.stdout.write(`\n${renderText(table)}\n${base}.md .tsv .tex .json\n`);
}

/** Recordings that ffmpeg decoded are decoded again when it changes; where it is missing, who needs it says so. */
export function usedFfmpeg(): string {
  try {
    return findFfmpeg().version;
  } catch (error) {
    if (error instanceof EnvironmentError) return 'none';
    throw error;
  }
}
