import { createHash } from 'node:crypto';
import { DataError } from '../core/errors';
import { canonicalJson, type Json, leavesOf } from './canonical-json';
import { codeVersion } from './code-version';
import type { FileDigests } from './file-digests';
import { artifactLabel, type Stage } from './stage';

/** Every input that can change what a stage makes, readable, in sorted order. Equal fingerprints: nothing to do. */
export interface Fingerprint {
  readonly settings: Json;
  /** Content by artifact (`prepare/shards`), not the producer's fingerprint: a producer that made the same again changes nothing. */
  readonly reads: Readonly<Record<string, string>>;
  /** Content of outside files by label. */
  readonly files: Readonly<Record<string, string>>;
  /** Hash by module, see code-version.ts. */
  readonly code: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
}

/** What was made by the stages before, by artifact label. */
export type Contents = ReadonlyMap<string, string>;

/** The fingerprint of a stage as things are now. Throws DataError where an outside file is missing. */
export async function fingerprintOf(stage: Stage, made: Contents, digests: FileDigests): Promise<Fingerprint> {
  const reads: Record<string, string> = {};
  for (const label of stage.reads.map(artifactLabel).sort()) {
    const sha256 = made.get(label);
    if (sha256 === undefined) throw new Error(`${stage.name} reads ${label}, which was not made`);
    reads[label] = sha256;
  }
  const files: Record<string, string> = {};
  for (const label of Object.keys(stage.files).sort()) {
    const outside = stage.files[label] ?? '';
    const content = typeof outside === 'string' ? await digests.of(outside) : await digests.ofAll(outside());
    if (content === undefined) {
      throw new DataError({ what: `${stage.name} needs a file that is missing`, where: String(outside) });
    }
    files[label] = content.sha256;
  }
  const { modules, packages } = codeVersion(stage.code);
  const versions = Object.entries({ ...packages, ...stage.versions }).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    settings: canonicalJson(stage.settings),
    reads,
    files,
    code: modules,
    versions: Object.fromEntries(versions),
  };
}

/** 16 hexadecimal digits that stand for a fingerprint in folder names and checkpoints. */
export function identityOf(fingerprint: Fingerprint): string {
  return createHash('sha256')
    .update(JSON.stringify(canonicalJson(fingerprint)))
    .digest('hex')
    .slice(0, 16);
}

/** One input that is not what it was. */
export interface Difference {
  readonly part: keyof Fingerprint;
  /** `loss.margin: 0.2 → 0.3`, `src/losses/am-softmax.ts changed`. */
  readonly text: string;
}

const parts = ['settings', 'versions', 'files', 'reads', 'code'] as const;

/** What differs, settings first; empty when nothing does. */
export function differences(before: Fingerprint, now: Fingerprint): Difference[] {
  return parts.flatMap(part => {
    const old = leavesOf(before[part]);
    const current = leavesOf(now[part]);
    return [...new Set([...old.keys(), ...current.keys()])]
      .filter(key => key !== '' || part === 'settings') // '' is the leaf of a part without fields
      .filter(key => JSON.stringify(old.get(key)) !== JSON.stringify(current.get(key)))
      .map(key => ({ part, text: describe(part, key, old.get(key), current.get(key)) }));
  });
}

function describe(part: keyof Fingerprint, key: string, old: Json | undefined, current: Json | undefined): string {
  const change = old === undefined ? 'is new' : current === undefined ? 'is gone' : 'changed';
  switch (part) {
    case 'settings':
    case 'versions':
      return `${key === '' ? 'settings' : key}: ${show(old)} → ${show(current)}`;
    case 'files':
      return `the content of ${key} ${change}`;
    case 'reads':
      return `${key} ${change}`;
    case 'code':
      return `src/${key}.ts ${change}`;
    default: {
      const never: never = part;
      throw new Error(`unknown part ${never}`);
    }
  }
}

function show(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
