import { z } from 'zod';

/** A part of a corpus as a source of sounds, as a recipe says it. */
export const corpusPart = z.strictObject({
  corpus: z.string().min(1).describe('corpus that the sounds are from: musan, rirs-noises'),
  part: z.string().min(1).describe('split of it: noise, music or speech; simulated, small, medium, large, real …'),
});
export type CorpusPart = z.output<typeof corpusPart>;

/** Its name among folders: an address of its own, as no folder begins like that. */
const scheme = 'corpus://';

export function nameOfPart({ corpus, part }: CorpusPart): string {
  return `${scheme}${corpus}/${part}`;
}

/** The part of that name; undefined where the name is a folder's. */
export function partOfName(name: string): CorpusPart | undefined {
  if (!name.startsWith(scheme)) return undefined;
  const [corpus = '', part = ''] = name.slice(scheme.length).split('/');
  return { corpus, part };
}
