import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { differences, type Fingerprint } from './fingerprint';
import type { Standing } from './freshness';
import { moveAside, placeInside } from './run-directory';
import type { Session } from './session';
import type { Stage } from './stage';
import { isFingerprint, isObject } from './stage-record';

/** Kept in a work folder: the settings under which the work in it was begun. */
interface Begun {
  readonly identity: string;
  readonly fingerprint: Fingerprint;
}

const begunFile = 'begun.json';

/**
 * Makes the work folder ready and returns the identity that the work goes by. A resumable stage finds its half-done work
 * if it was begun with the same fingerprint; work of other settings is moved to `superseded/`, never deleted.
 */
export function openWork(stage: Stage, standing: Standing, session: Session): { work: string; identity: string } {
  const { home } = standing;
  const work = placeInside(home, stage.work);
  const begun = stage.resumable && session.options.force !== true ? readBegun(work) : undefined;
  const changed = begun === undefined ? [] : differences(begun.fingerprint, standing.fingerprint);
  const accepted = session.options.acceptCode === true && changed.every(({ part }) => part === 'code');
  const goesOn = begun !== undefined && (changed.length === 0 || accepted);
  if (!goesOn) clear(stage, home, session);
  else removeLeftovers(work);
  mkdirSync(work, { recursive: true });
  const identity = goesOn ? begun.identity : standing.identity;
  const note: Begun = { identity, fingerprint: standing.fingerprint };
  writeAtomically(join(work, begunFile), `${JSON.stringify(note, null, 1)}\n`);
  return { work, identity };
}

function clear(stage: Stage, home: string, { report }: Session): void {
  const places = [stage.work, ...stage.makes.map(({ path }) => path)].map(path => join(home, path));
  for (const place of places.filter(path => existsSync(path))) {
    // Hours of training are moved; what a stage can make again in minutes is removed.
    if (stage.resumable && holdsWork(place)) {
      report({
        type: 'note',
        text: `${stage.name}: the work so far is kept as ${moveAside(place, stage.name, join(home, 'superseded'))}`,
      });
    } else rmSync(place, { recursive: true, force: true });
  }
}

function holdsWork(place: string): boolean {
  try {
    return readdirSync(place).some(name => name !== begunFile);
  } catch {
    return true; // a file
  }
}

function readBegun(work: string): Begun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(join(work, begunFile), 'utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(value) || typeof value['identity'] !== 'string' || !isFingerprint(value['fingerprint']))
    return undefined;
  return { identity: value['identity'], fingerprint: value['fingerprint'] };
}

/** Removes what killed processes left half-written (`….tmp-<pid>`, files and folders); call it under the lock only. */
export function removeLeftovers(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (/\.tmp-\d+$/.test(entry.name)) rmSync(path, { recursive: true, force: true });
    else if (entry.isDirectory()) removeLeftovers(path);
  }
}
