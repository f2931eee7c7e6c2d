import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, renameSync } from 'node:fs';
import { cpus, hostname, release } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { syncDirectory } from '../core/atomic-write';
import { EnvironmentError } from '../core/errors';
import { packageRoot, svtkVersion } from '../core/package-root';
import { checkName } from './names';

/** Which run: `exp/<recipe>/<name>`. */
export interface RunName {
  /** The experiment folder, `exp`. */
  readonly experiments: string;
  readonly recipe: string;
  readonly name: string;
}

/** The places of a run, as absolute paths; its lock lies beside it, so that the folder can be moved under the lock. */
export interface RunDirectory {
  readonly experiments: string;
  readonly path: string;
  readonly lock: string;
  readonly log: string;
  readonly metrics: string;
  readonly status: string;
  /** Store of stages that runs share, one folder a fingerprint. */
  readonly shared: string;
  readonly digests: string;
}

/** Where a run lies; touches nothing. Throws UsageError for names that are not plain file names. */
export function runDirectory({ experiments, recipe, name }: RunName): RunDirectory {
  checkName(recipe, 'recipe name');
  checkName(name, 'run name');
  const root = resolve(experiments);
  const path = join(root, recipe, name);
  const shared = join(root, '.shared');
  return {
    experiments: root,
    path,
    lock: join(root, recipe, `.${name}.lock`),
    log: join(path, 'log.jsonl'),
    metrics: join(path, 'metrics.jsonl'),
    status: join(path, 'status.json'),
    shared,
    digests: join(shared, 'file-digests.json'),
  };
}

/** Renames a file or folder to the first free `<path>.<word>-<n>` in the folder `into` and returns that path; nothing is deleted. */
export function moveAside(path: string, word: string, into = dirname(path)): string {
  mkdirSync(into, { recursive: true });
  let count = 1;
  while (existsSync(join(into, `${basename(path)}.${word}-${count}`))) count++;
  const aside = join(into, `${basename(path)}.${word}-${count}`);
  renameSync(path, aside);
  syncDirectory(into);
  return aside;
}

/** `home/path` with the folder above it made; refuses a way that a symbolic link leads out of `home`. */
export function placeInside(home: string, path: string): string {
  const place = join(home, path);
  if (dirname(path) !== '.') placeInside(home, dirname(path)); // nor is a folder made through such a link
  mkdirSync(dirname(place), { recursive: true });
  const inside = `${realpathSync(home)}${sep}`;
  const real = existsSync(place) ? realpathSync(place) : join(realpathSync(dirname(place)), goal(place));
  if (real.startsWith(inside)) return place;
  throw new EnvironmentError({
    what: 'a symbolic link leads out of the run directory',
    where: place,
    expected: `a place below ${home}`,
    found: real,
    remedy: 'remove the link; to keep runs on another disk, link the whole experiment folder',
  });
}

/** What a path that is not there is called; for a link to something that is not there, where that would be. */
function goal(place: string): string {
  const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? relative(dirname(place), resolve(dirname(place), readlinkSync(place))) : basename(place);
}

/** What env.json says beside the versions of the stages: who computed this, on what, with which source. */
export function describeEnvironment(command: string, versions: Readonly<Record<string, unknown>>): object {
  const git = (...words: string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', ['-C', packageRoot, ...words], { encoding: 'utf8', timeout: 2000 });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = existsSync(join(packageRoot, '.git')) ? git('rev-parse', 'HEAD') : undefined;
  return {
    svtk: svtkVersion,
    ...(commit === undefined ? {} : { commit, modified: git('status', '--porcelain', '-uno') !== '' }),
    node: process.version,
    ...versions,
    system: `${process.platform} ${release()} ${process.arch}`,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    host: hostname(),
    command,
    started: new Date().toISOString(),
  };
}
