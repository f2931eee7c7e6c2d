import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { explainDiskFault } from '../core/disk-fault';
import { InterruptedError, SavedError } from '../core/errors';
import type { Report } from '../core/events';
import { acquireLock } from '../core/kernel-lock';
import { removeOrphans } from '../core/orphans';
import { considerStage } from './consider-stage';
import { openFileDigests } from './file-digests';
import { type Range, select, stagesFor } from './graph';
import { describeEnvironment, moveAside, placeInside, type RunName, runDirectory } from './run-directory';
import { openRunLog } from './run-log';
import { writeStatus } from './run-status';
import type { Session, StageOutcome } from './session';
import { type Artifact, artifactLabel, type Stage } from './stage';
import { takeStage } from './take-stage';
import { removeLeftovers } from './work-folder';

export type { StageOutcome };

/** What to run and where. */
export interface Plan extends RunName {
  /** Stages whose artifacts are wanted; what they need is found by following producers. */
  readonly targets: readonly Stage[];
  /** The whole recipe as YAML, kept as recipe.resolved.yaml. */
  readonly resolvedRecipe: string;
  /** For env.json: versions, device. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** As the user typed it, for the lock's note and env.json. */
  readonly command: string;
}

export interface RunOptions extends Range {
  /** Run stages again though they are fresh. */
  readonly force?: boolean;
  /** Move what the run directory holds aside first. */
  readonly fresh?: boolean;
  /** Only say what would run; takes no lock and writes nothing. */
  readonly dryRun?: boolean;
  /** Let finished and half-done work stand where nothing but svtk's own code has changed. */
  readonly acceptCode?: boolean;
  readonly report: Report;
  readonly signal: AbortSignal;
}

export interface Outcome {
  /** The run directory. */
  readonly directory: string;
  readonly stages: readonly StageOutcome[];
  /** Where an artifact of the plan lies. */
  path(artifact: Artifact): string;
}

/**
 * Runs the stages that are not fresh, producers first, under the run's lock.
 * Throws LockedError when another process works in the run, SavedError or InterruptedError after a signal, and what a stage throws.
 */
export async function runStages(plan: Plan, options: RunOptions): Promise<Outcome> {
  const run = runDirectory(plan);
  const selection = select(stagesFor(plan.targets), options);
  if (options.dryRun === true) return goThrough(selection, { ...session(plan, options), report: () => undefined });

  const lock = await acquireLock(run.lock, { command: plan.command });
  try {
    if (options.fresh === true && existsSync(run.path)) {
      options.report({ type: 'note', text: `the old run is kept as ${moveAside(run.path, 'old')}` });
    }
    // Throws where a link would lead records or rows out of the run; whole files take a link's place instead.
    for (const path of ['stages/record', basename(run.log), basename(run.metrics)]) placeInside(run.path, path);
    removeLeftovers(run.path);
    removeOrphans(run.digests);
    writeAtomically(join(run.path, 'recipe.resolved.yaml'), plan.resolvedRecipe);
    const environment = describeEnvironment(plan.command, plan.environment);
    writeAtomically(join(run.path, 'env.json'), `${JSON.stringify(environment, null, 1)}\n`);
    const log = openRunLog(run.log, options.report);
    log.write({ type: 'run-started', ...environment });
    try {
      const outcome = await goThrough(selection, { ...session(plan, options), report: log.report });
      log.write({ type: 'run-finished' });
      writeStatus(run, { state: 'finished' });
      return outcome;
    } catch (error) {
      try {
        log.write({ type: 'run-failed', error: error instanceof Error ? error.message : String(error) });
      } catch {
        // Where the log can no longer be written either, what stopped the run is still the error to show.
      }
      const state = error instanceof SavedError || error instanceof InterruptedError ? 'stopped' : 'failed';
      writeStatus(run, { state });
      throw error;
    } finally {
      log.close();
    }
  } catch (error) {
    throw explainDiskFault(error, { path: run.path });
  } finally {
    lock.release();
  }
}

function session(plan: Plan, options: RunOptions): Session {
  const run = runDirectory(plan);
  return {
    run,
    options,
    command: plan.command,
    report: options.report,
    digests: openFileDigests(run.digests),
    homes: new Map(),
    made: new Map(),
    pending: new Set(),
  };
}

async function goThrough(selection: ReturnType<typeof select>, session: Session): Promise<Outcome> {
  const { run, options, homes } = session;
  const stages: StageOutcome[] = [];
  for (const [stage, how] of selection) {
    if (options.signal.aborted) throw stopError(options.signal, undefined);
    try {
      stages.push(how === 'take' ? await takeStage(stage, session) : await considerStage(stage, session));
    } catch (error) {
      throw options.signal.aborted ? stopError(options.signal, error) : error;
    }
  }
  return {
    directory: run.path,
    stages,
    path(artifact) {
      const home = homes.get(artifact.producer);
      if (home === undefined) throw new Error(`${artifactLabel(artifact)} is no part of this run`);
      return join(home, artifact.path);
    },
  };
}

/** The signal's reason decides the exit code, the stage's SavedError the words. */
function stopError(signal: AbortSignal, error: unknown): unknown {
  if (error !== undefined && error !== signal.reason && !(error instanceof SavedError)) {
    const aborted = error instanceof Error && error.name === 'AbortError';
    if (!aborted) return error;
  }
  const words = error instanceof SavedError ? error.message : undefined;
  if (signal.reason instanceof InterruptedError)
    return words === undefined ? signal.reason : new InterruptedError(words);
  if (error instanceof SavedError) return error;
  if (signal.reason instanceof SavedError) return signal.reason;
  return new SavedError({ what: 'stopped', remedy: 'run the same command again to go on' });
}
