import { join } from 'node:path';

/** The file of one back-end's scores in the folder of a trial list's: `LDA 40 + PLDA` is lda-40-plda.txt. */
export function scoreFile(folder: string, backend: string): string {
  const name = backend
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return join(folder, `${name}.txt`);
}
