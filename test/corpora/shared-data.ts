import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const place = resolve(process.env['SVTK_DATA'] ?? join(__dirname, '../../../shared/data'));

/** The folder of small samples of real corpora, or undefined where this machine has none. */
export const sharedData = existsSync(place) ? place : undefined;

/** `test` where the samples are there; elsewhere the test is skipped and its title says why. */
export function testWithData(title: string, body: (data: string) => Promise<void>): void {
  if (sharedData === undefined) test.skip(`${title} [skipped: no samples in ${place}; set SVTK_DATA]`, () => {});
  else test(title, () => body(sharedData));
}
