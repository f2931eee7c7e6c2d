import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFfmpeg } from '../audio/find-ffmpeg';
import { EnvironmentError } from '../core/errors';
import type { Report } from '../core/events';
import { findEngine, tensorflowVersion } from '../engine/native-paths';
import { startEngine } from '../engine/start';
import { stagesFor } from '../pipeline/graph';
import { type Plan, type RunOptions, runStages } from '../pipeline/run-stages';
import type { Stage } from '../pipeline/stage';
import type { ComposedRecipe } from '../recipe/compose';
import { checkRecipes } from '../recipe/task-definition';
import { renderText } from '../report/render-text';
import { tasks } from '../tasks';
import { type Experiment, type Series, seriesOf } from '../tasks/experiment';
import { jointReport } from '../tasks/joint-report';
import { jointTable, type ScoredExperiment } from '../tasks/joint-table';
import { systemTables } from '../tasks/systems/table';
import { planVerification, type Surroundings } from '../tasks/verification/plan';
import { printSystems } from './print-systems';
import { startReporter } from './reporter';
import type { RunSettings } from './run-settings';
import { withStopSignals } from './stop-signal';

/** Checks all recipes, then runs their experiments one after the other and prints a table for each recipe file. */
export async function runRecipes(
  composed: readonly ComposedRecipe[],
  profile: string | undefined,
  settings: RunSettings,
): Promise<void> {
  const checked = checkRecipes(composed, tasks);
  for (const table of systemTables(checked, profile)) printSystems(table, settings);
  const series = seriesOf(checked, profile, settings.experiments);
  const { report, stop } = startReporter();
  let started: ReturnType<typeof startEngine> | undefined;
  const told = new WeakSet<Report>();
  // Each run's log, and so its report, says on what it was computed, though the engine starts once.
  const engine = async (tell: Report): Promise<void> => {
    started ??= startEngine({ device: settings.device, deterministic: true });
    const { tensorflow, device, threads } = await started;
    if (!told.has(tell)) tell({ type: 'note', text: `TensorFlow ${tensorflow} on ${device}, ${threads} threads` });
    told.add(tell);
  };
  const surroundings: Surroundings = {
    versions: { tensorflow: tensorflowVersion, ffmpeg: usedFfmpeg() },
    engine,
  };
  try {
    await withStopSignals(async signal => {
      for (const one of series) {
        const scored: DoneExperiment[] = [];
        for (const experiment of one.experiments) {
          if (one.joint) report({ type: 'note', text: `── ${experiment.row ?? experiment.name}` });
          const done = await runExperiment(experiment, settings, surroundings, { report, signal });
          if (done !== undefined) scored.push(done);
        }
        stop();
        await printTable(one, scored, settings);
      }
    });
  } finally {
    stop();
  }
}

interface DoneExperiment extends ScoredExperiment {
  /** Whether its report was made too; `--to table` leaves it out. */
  readonly reported: boolean;
}

/** Undefined where the table was not reached: a dry run, or `--to` an earlier stage. */
async function runExperiment(
  experiment: Experiment,
  { experiments, device, ...range }: RunSettings,
  surroundings: Surroundings,
  { report, signal }: Pick<RunOptions, 'report' | 'signal'>,
): Promise<DoneExperiment | undefined> {
  const start = experiment.recipe.training?.start?.run;
  if (range.dryRun && start !== undefined && !existsSync(start)) {
    process.stdout.write(`all stages: wait for the run that training starts from, ${start}, which is not there yet\n`);
    return undefined;
  }
  const plan = planVerification(experiment.recipe, surroundings);
  const work = {
    experiments,
    recipe: experiment.folder,
    name: experiment.name,
    targets: plan.targets,
    resolvedRecipe: experiment.resolved,
    environment: { ...plan.environment },
    command: ['svtk', ...process.argv.slice(2)].join(' '),
  };
  const options = { ...range, report, signal };
  const ready = findEngine('gpu') ?? (device === 'gpu' ? undefined : findEngine('cpu'));
  if (ready === undefined && !range.dryRun && (await needsEngine(work, options))) await surroundings.engine(report);
  const outcome = await runStages(work, options);
  if (range.dryRun) {
    for (const { stage, state, because } of outcome.stages) {
      process.stdout.write(`${stage}: ${state === 'fresh' ? 'fresh' : because.join('; ')}\n`);
    }
    return undefined;
  }
  const reached = ({ name }: Stage): boolean => outcome.stages.some(({ stage }) => stage === name);
  if (!reached(plan.table)) return undefined;
  return { experiment, plan, path: outcome.path, directory: outcome.directory, reported: reached(plan.report) };
}

/** Whether a stage that is not fresh computes: hours of preparing end badly where there is nothing to compute with. */
async function needsEngine(work: Plan, options: RunOptions): Promise<boolean> {
  const computing = new Set(
    stagesFor(work.targets)
      .filter(({ versions }) => Object.hasOwn(versions, 'tensorflow'))
      .map(({ name }) => name),
  );
  const { stages } = await runStages(work, { ...options, dryRun: true });
  return stages.some(({ stage, state }) => computing.has(stage) && (state === 'would-run' || state === 'may-run'));
}

async function printTable(
  series: Series,
  scored: readonly DoneExperiment[],
  { experiments }: RunSettings,
): Promise<void> {
  const [only] = scored;
  if (only === undefined || scored.length < series.experiments.length) return;
  if (!series.joint) {
    process.stdout.write(`\n${readFileSync(only.path(only.plan.table.made.text), 'utf8')}`);
    process.stdout.write(`\n${only.directory}: table.md .tsv .tex .json${only.reported ? ', report.html' : ''}\n`);
    return;
  }
  const folder = join(experiments, series.folder);
  const base = join(folder, 'table');
  const table = jointTable(series, scored, base);
  process.stdout.write(`\n${renderText(table)}\n${base}.md .tsv .tex .json\n`);
  if (scored.every(({ reported }) => reported)) {
    process.stdout.write(`${await jointReport(series, scored, table, folder)}\n`);
  }
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
