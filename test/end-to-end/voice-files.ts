import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findFfmpeg } from '../../src/audio/find-ffmpeg';
import { wavBytes } from '../../src/audio/wav';
import { synthesize } from '../../src/corpora/generated-voices/synthesize';
import type { Rig } from './rig';

const voice = { seed: 5, shortest: 1, longest: 1.2, channel: 1, noise: 30, spread: 1 };
const coded: Readonly<Record<string, readonly string[]>> = {
  flac: ['-c:a', 'flac', '-f', 'flac'],
  m4a: ['-c:a', 'aac', '-f', 'ipod'],
};

/** Files of generated voices below corpora/<root> in the forms that the owners ship; a speaker, and how many takes in one file. */
export function writeVoices(
  rig: Rig,
  root: string,
  files: readonly (readonly [path: string, speaker: number, takes?: number])[],
): void {
  const ffmpeg = findFfmpeg().path;
  for (const [place, [path, speaker, takes = 1]] of files.entries()) {
    const parts = Array.from({ length: takes }, (_, take) => {
      const key = { speaker, session: place, utterance: take };
      return [...synthesize(voice, key, 16000).samples];
    });
    const file = rig.path('corpora', root, path);
    mkdirSync(dirname(file), { recursive: true });
    const wav = wavBytes(Int16Array.from(parts.flat()), 16000);
    const form = coded[path.slice(path.lastIndexOf('.') + 1)];
    if (form === undefined) writeFileSync(file, wav);
    else execFileSync(ffmpeg, ['-v', 'error', '-f', 'wav', '-i', 'pipe:0', ...form, '-y', file], { input: wav });
  }
}

/** A text file below corpora/. */
export function writeList(rig: Rig, path: string, lines: readonly string[]): void {
  const file = rig.path('corpora', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}
