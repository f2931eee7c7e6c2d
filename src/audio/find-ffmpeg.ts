import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EnvironmentError } from '../core/errors';

/** The ffmpeg to run: SVTK_FFMPEG, else the first on PATH. */
export function findFfmpeg(): string {
  const named = process.env['SVTK_FFMPEG'];
  const places =
    named === undefined ? (process.env['PATH'] ?? '').split(delimiter).map(folder => join(folder, 'ffmpeg')) : [named];
  for (const place of places) {
    try {
      accessSync(place, constants.X_OK);
      return place;
    } catch {
      // The next place.
    }
  }
  throw new EnvironmentError({ what: 'cannot find ffmpeg', found: places.join(', '), remedy: 'run: svtk setup' });
}
