import { findFfmpeg } from '../../src/audio/find-ffmpeg';
import { EnvironmentError } from '../../src/core/errors';

/** Whether this machine has an ffmpeg; tests that need one skip themselves without, and say so. */
export const ffmpegThere = ((): boolean => {
  try {
    findFfmpeg();
    return true;
  } catch (error) {
    if (error instanceof EnvironmentError) return false;
    throw error;
  }
})();

export function testWithFfmpeg(title: string, body: () => Promise<void>, timeout?: number): void {
  if (ffmpegThere) test(title, body, timeout);
  else test.skip(`${title} [skipped: no ffmpeg; run svtk setup]`, () => {});
}
