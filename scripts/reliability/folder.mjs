import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `work` in a temporary folder that goes away afterwards. */
export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-reliability-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths of all files below a folder, relative to it, in order. */
export function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
  return files.map(path => path.slice(folder.length + 1)).sort();
}

export function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

const results =
  /(^|\/)((network|classes|ubm|total-variability)\.safetensors$|embeddings\/|scores\/|metrics\.json$|(?<!stages\/)table\.(json|txt|tsv|md|tex)$)/;

/** sha256 of what runs are for, by path below a folder: weights, embeddings, scores and tables. Equal texts mean equal runs. */
export function resultsOf(folder) {
  const kept = filesBelow(folder).filter(path => results.test(path));
  return kept.map(path => `${path} ${sha256(join(folder, path))}`).join('\n');
}

/** What a stopped command must not leave behind after the next start. */
export function halfWritten(folder) {
  return filesBelow(folder).filter(path => /\.tmp-\d+(\/|$)/.test(path));
}
