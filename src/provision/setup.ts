import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Ffmpeg, ffmpegVersion, findFfmpeg, staticFfmpegFile } from '../audio/find-ffmpeg';
import { cacheDirectory } from '../core/cache-directory';
import { EnvironmentError } from '../core/errors';
import type { Report } from '../core/events';
import { acquireLock } from '../core/kernel-lock';
import type { Bytes, Seconds } from '../core/units';
import { engineDirectory, type Flavour, findEngine, tensorflowDirectory } from '../engine/native-paths';
import { compileBinding } from './compile-binding';
import { inMegabytes, requireSpace } from './disk-space';
import { type Architecture, supportedArchitecture } from './platform';
import { passedSmokeTest, recordSmokeTest, smokeTest } from './smoke-test';
import { sweepLeftovers } from './sweep-leftovers';
import { isUnpacked, unpackWheel } from './unpack-wheel';
import { type EnginePart, engineParts, ffmpegWheel, type Wheel } from './wheels';

export interface SetupOptions {
  readonly flavour: Flavour;
  /** Make everything anew. */
  readonly force?: boolean;
  readonly report: Report;
  readonly signal?: AbortSignal;
}

export interface Setup {
  readonly cache: string;
  readonly flavour: Flavour;
  readonly tensorflow: string;
  readonly engine: string;
  readonly device: string;
  readonly gpu: boolean;
  readonly ffmpeg: Ffmpeg;
  /** The steps that had something to do: `tensorflow`, `cuda`, `binding`, `smoke-test`, `ffmpeg`. */
  readonly made: readonly string[];
}

/** A download on a slow line may take an hour; a second set-up waits for it and then finds nothing to do. */
const patience: Seconds = 3600;

/**
 * Brings what npm does not: TensorFlow's libraries, the compiled binding, ffmpeg where the machine has none. Each step does nothing when
 * its result is there, and its result appears whole or not at all, so it may be stopped anywhere and run again, and run twice at once.
 */
export async function setUp(options: SetupOptions): Promise<Setup> {
  const { flavour, force = false, report, signal } = options;
  const ready = findSetup(flavour);
  if (ready !== undefined && !force) return { ...ready, made: [] };
  const architecture = supportedArchitecture();
  const lock = await acquireLock(join(cacheDirectory(), 'setup.lock'), {
    command: 'svtk setup',
    wait: patience,
    report,
    ...(signal && { signal }),
  });
  try {
    sweepLeftovers(cacheDirectory());
    return await make(options, architecture);
  } finally {
    lock.release();
  }
}

async function make(
  { flavour, force = false, report, signal }: SetupOptions,
  architecture: Architecture,
): Promise<Setup> {
  const made: string[] = [];
  const step = async (stage: string, because: string, needed: boolean, work: () => Promise<unknown>): Promise<void> => {
    if (!needed) return report({ type: 'stage-fresh', stage });
    const started = performance.now();
    report({ type: 'stage-started', stage, because });
    await work();
    report({ type: 'stage-finished', stage, seconds: (performance.now() - started) / 1000 });
    made.push(stage);
  };
  const take = (stage: string, wheel: Wheel, target: string, check?: (folder: string) => void): Promise<void> =>
    unpackWheel({ wheel, target, stage, report, ...(signal && { signal }), ...(check && { check }) });

  const parts = engineParts(flavour, architecture).filter(part => force || !isUnpacked(part.wheel, part.target));
  requireSpace(cacheDirectory(), roomFor(parts), 'TensorFlow');
  for (const kind of ['tensorflow', 'cuda'] as const) {
    if (kind === 'cuda' && flavour === 'cpu') continue;
    const missing = parts.filter(part => part.kind === kind);
    const because = `${inMegabytes(sum(missing.map(part => part.wheel.size)))} from the Python package index`;
    await step(kind, because, missing.length > 0, async () => {
      for (const { wheel, target } of missing) await take(wheel.project, wheel, target);
    });
  }
  const binding = force || findEngine(flavour) === undefined;
  await step('binding', 'the C++ compiler takes about 10 s', binding, () => compileBinding(flavour, signal));
  await step(
    'smoke-test',
    'TensorFlow in a process of its own',
    force || passedSmokeTest(flavour) === undefined,
    async () => {
      recordSmokeTest(flavour, await smokeTest(flavour, 120, signal));
    },
  );
  const ffmpeg = !hasFfmpeg() || (force && findFfmpeg().origin === 'svtk setup');
  await step('ffmpeg', 'the machine has none; 30 MB from the Python package index', ffmpeg, () =>
    take('ffmpeg', ffmpegWheel(architecture), dirname(staticFfmpegFile()), checkFfmpeg),
  );
  const setup = findSetup(flavour);
  if (setup === undefined) throw new Error(`set-up ended, and ${engineDirectory(flavour)} is still not complete`);
  return { ...setup, made };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** All that will stay, and for a moment two copies of the largest download. */
function roomFor(parts: readonly EnginePart[]): Bytes {
  if (parts.length === 0) return 0;
  return sum(parts.map(({ wheel }) => wheel.unpacked)) + 2 * Math.max(...parts.map(({ wheel }) => wheel.size));
}

function hasFfmpeg(): boolean {
  try {
    findFfmpeg();
    return true;
  } catch (error) {
    // One that the user names and that does not run is theirs to mend.
    if (error instanceof EnvironmentError && !process.env['SVTK_FFMPEG']) return false;
    throw error;
  }
}

function checkFfmpeg(folder: string): void {
  const { ok, text } = ffmpegVersion(join(folder, 'ffmpeg'));
  if (ok) return;
  throw new EnvironmentError({
    what: 'the ffmpeg from the Python package index does not run here',
    found: text,
    remedy:
      'install one (`sudo apt install ffmpeg`), or let SVTK_FFMPEG name one; is the cache on a disk mounted noexec?',
  });
}

/** Everything, if it is there. Reads a few small files and asks ffmpeg for its version; no lock, no network. A broken $SVTK_FFMPEG throws. */
export function findSetup(flavour: Flavour): Omit<Setup, 'made'> | undefined {
  const ffmpeg = hasFfmpeg();
  const engine = findEngine(flavour);
  const smoke = passedSmokeTest(flavour);
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  const complete = libraries.every(file => existsSync(join(tensorflowDirectory(flavour), file)));
  if (engine === undefined || smoke === undefined || !complete || !ffmpeg) return undefined;
  const { tensorflow, device, gpu } = smoke;
  return { cache: cacheDirectory(), flavour, tensorflow, engine: engine.directory, device, gpu, ffmpeg: findFfmpeg() };
}
