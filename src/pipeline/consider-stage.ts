import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LockedError } from '../core/errors';
import { acquireLock, type Lock } from '../core/kernel-lock';
import { identityOf } from './fingerprint';
import { ownRecordPath, type Standing, standingOf } from './freshness';
import { moveAside, placeInside } from './run-directory';
import { openMetrics } from './run-log';
import { writeStatus } from './run-status';
import type { Session, StageOutcome } from './session';
import { type Artifact, artifactLabel, type Stage, type StageIO } from './stage';
import {
  previousPath,
  type RecordedContent,
  readRecord,
  recordPath,
  type StageRecord,
  writeRecord,
} from './stage-record';
import { openWork, removeLeftovers } from './work-folder';

/** Runs a stage if it is not fresh; a shared one under the lock of its folder, where the second comer waits and then finds it done. */
export async function considerStage(stage: Stage, session: Session): Promise<StageOutcome> {
  const first = await examine(stage, session);
  if (session.options.dryRun === true) return foresee(stage, first, session);
  if (first.because.length === 0) return keep(stage, first, session);
  if (stage.home === 'run') return execute(stage, first, session);
  const lock = await waitForLock(`${first.home}.lock`, session);
  try {
    const standing = await examine(stage, session);
    return standing.because.length === 0 ? keep(stage, standing, session) : await execute(stage, standing, session);
  } finally {
    lock.release();
  }
}

async function examine(stage: Stage, session: Session): Promise<Standing> {
  const { run, made, digests, options } = session;
  const standing = await standingOf(stage, run, made, digests);
  const { because, onlyCode } = standing;
  if (options.force === true) return { ...standing, because: ['--force', ...because] };
  if (options.fresh === true && stage.home === 'run') return { ...standing, because: ['--fresh'] };
  if (!onlyCode || options.acceptCode !== true) return standing;
  session.report({ type: 'note', text: `${stage.name}: kept by --accept-code, though ${because.join('; ')}` });
  return { ...standing, because: [] };
}

function keep(stage: Stage, standing: Standing, session: Session): StageOutcome {
  const { record, fingerprint, home } = standing;
  if (record === undefined) throw new Error(`${stage.name} is fresh without a record`);
  const accepted = identityOf(record.fingerprint) !== standing.identity;
  if (accepted || stage.home === 'shared') {
    writeRecord(recordPath(session.run.path, stage), { ...record, fingerprint, ...sharedPlace(stage, home, session) });
  }
  enter(stage, home, record.makes, session);
  session.digests.save();
  session.report({ type: 'stage-fresh', stage: stage.name });
  return { stage: stage.name, state: 'fresh', because: [], seconds: 0 };
}

/** A dry run goes on with what the stage made last, so that the stages after it can say what of their own has changed. */
function foresee(stage: Stage, { because, home, record }: Standing, session: Session): StageOutcome {
  const last = record ?? readRecord(recordPath(session.run.path, stage));
  enter(stage, home, last?.makes ?? {}, session);
  const before = [...new Set(stage.reads.map(({ producer }) => producer))].filter(other => session.pending.has(other));
  if (because.length > 0 || before.length > 0) session.pending.add(stage);
  const after = before.map(({ name }) => `${name} comes first`);
  const state = because.length > 0 ? 'would-run' : before.length > 0 ? 'may-run' : 'fresh';
  return { stage: stage.name, state, because: [...because, ...after], seconds: 0 };
}

async function execute(stage: Stage, standing: Standing, session: Session): Promise<StageOutcome> {
  const { run, report, options, digests } = session;
  const { home } = standing;
  const began = performance.now();
  if (stage.home === 'shared' && options.force === true && existsSync(home)) moveAside(home, 'replaced');
  mkdirSync(home, { recursive: true });
  const ownRecord = ownRecordPath(stage, run, home);
  // From here on the artifacts are in the making: without its record the stage does not count as finished.
  if (existsSync(ownRecord)) {
    if (stage.home === 'run') renameSync(ownRecord, previousPath(run.path, stage));
    else rmSync(ownRecord);
  }
  if (stage.home === 'shared') removeLeftovers(home);
  const { work, identity } = openWork(stage, standing, session);
  writeStatus(run, { state: 'running', stage: stage.name });
  report({ type: 'stage-started', stage: stage.name, because: standing.because.join('; ') });
  const opened: { close(): void }[] = [];
  const io: StageIO = {
    path: artifact => placeOf(artifact, stage, home, session),
    work,
    identity,
    report,
    signal: options.signal,
    metrics(afterStep) {
      const metrics = openMetrics(run.metrics, stage.name, afterStep);
      opened.push(metrics);
      return metrics;
    },
  };
  try {
    await stage.run(io);
  } finally {
    for (const metrics of opened) metrics.close();
  }
  const makes: Record<string, RecordedContent> = {};
  for (const artifact of stage.makes) {
    const content = await digests.of(join(home, artifact.path));
    if (content === undefined) throw new Error(`${artifactLabel(artifact)} was not made: ${artifact.path} is missing`);
    makes[artifact.name] = { path: artifact.path, ...content };
  }
  const seconds = Math.round(performance.now() - began) / 1000;
  const record: StageRecord = {
    version: 1,
    stage: stage.name,
    fingerprint: standing.fingerprint,
    makes,
    finished: new Date().toISOString(),
    seconds,
  };
  writeRecord(ownRecord, record);
  if (stage.home === 'shared') {
    writeRecord(recordPath(run.path, stage), { ...record, ...sharedPlace(stage, home, session) });
  }
  if (!stage.resumable) rmSync(work, { recursive: true, force: true });
  digests.save();
  enter(stage, home, makes, session);
  report({ type: 'stage-finished', stage: stage.name, seconds });
  return { stage: stage.name, state: 'ran', because: standing.because, seconds };
}

function placeOf(artifact: Artifact, stage: Stage, home: string, { homes }: Session): string {
  if (artifact.producer === stage) return placeInside(home, artifact.path);
  const other = stage.reads.includes(artifact) ? homes.get(artifact.producer) : undefined;
  if (other === undefined) throw new Error(`${stage.name} neither reads nor makes ${artifactLabel(artifact)}`);
  return join(other, artifact.path);
}

function enter(stage: Stage, home: string, makes: StageRecord['makes'], { homes, made }: Session): void {
  homes.set(stage, home);
  for (const artifact of stage.makes) {
    made.set(artifactLabel(artifact), makes[artifact.name]?.sha256 ?? 'not yet made');
  }
}

function sharedPlace(stage: Stage, home: string, { run }: Session): { shared?: string } {
  return stage.home === 'shared' ? { shared: relative(run.experiments, home) } : {};
}

async function waitForLock(path: string, { command, report, options }: Session): Promise<Lock> {
  for (let told = false; ; told = true) {
    try {
      return await acquireLock(path, { command });
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      if (!told) report({ type: 'note', text: `waiting: ${error.message}` });
    }
    await new Promise(resolve => setTimeout(resolve, 250));
    options.signal.throwIfAborted();
  }
}
