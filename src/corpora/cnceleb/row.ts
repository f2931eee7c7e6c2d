import { basename } from 'node:path';
import type { Utterance } from '../../manifest/types';
import { stemOf } from '../audio-beside';

/**
 * A recording of `id00800/singing-01-002.wav`, `test/id00800-singing-01-002.wav` or `id00800-enroll`. Ids are written as the
 * owners' lists write them: .wav, also of what is .flac since version 2. A session is a genre's numbered source.
 */
export function rowOf(id: string, audio: string): Utterance {
  const [speaker = ''] = /id\d{5}/.exec(id) ?? [];
  const [, genre, source] = /([^/-]+)-(\d+)-\d+$/.exec(stemOf(basename(id))) ?? [];
  const written = id.endsWith('-enroll') ? id : `${stemOf(id)}.wav`;
  return { id: written, audio, speaker, ...(genre === undefined ? {} : { session: `${speaker}/${genre}-${source}` }) };
}
