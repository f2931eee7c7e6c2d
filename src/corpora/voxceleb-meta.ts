import { readFileSync } from 'node:fs';

const parts = ['dev', 'test', 'all'] as const;
export type Part = (typeof parts)[number];

export function isPart(split: string): split is Part {
  return parts.some(part => part === split);
}

/**
 * The speakers of a part by the owners' vox1_meta.csv or vox2_meta.csv, which despite their names are parted by tabs, or
 * by blanks and commas: one line a speaker, among its words the id, the last one dev or test. undefined where there is no such file.
 */
export function speakersInMeta(path: string | undefined, part: Part): ReadonlySet<string> | undefined {
  if (path === undefined) return undefined;
  const speakers = new Set<string>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const words = line.trim().split(/[\s,]+/);
    const id = words.find(word => /^id\d{5}$/.test(word));
    if (id !== undefined && (part === 'all' || words.at(-1) === part)) speakers.add(id);
  }
  return speakers;
}
