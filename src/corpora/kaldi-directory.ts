import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DataError } from '../core/errors';
import type { Utterance } from '../manifest/types';
import { keyAndValue, type Line, linesOf, mapFrom } from './lines';
import { withoutBlanks } from './without-blanks';

/**
 * The rows of a Kaldi data directory, in the order of its lists: wav.scp, utt2spk where there is one, segments where there are.
 * Paths in wav.scp are taken from `base`, as Kaldi takes them from where it is started.
 *
 * @throws DataError where a list is missing or contradicts another, an id comes twice, or wav.scp holds a command
 */
export async function* readKaldiDirectory(folder: string, base: string): AsyncGenerator<Utterance> {
  const scp = join(folder, 'wav.scp');
  if (!existsSync(scp)) {
    throw new DataError({
      what: 'not a Kaldi data directory',
      where: folder,
      expected: 'wav.scp, utt2spk, at times segments',
    });
  }
  const speakersPath = join(folder, 'utt2spk');
  const speakers = existsSync(speakersPath) ? await mapFrom(speakersPath) : undefined;
  const speakerOf = (id: string, { where }: Line): { speaker?: string } => {
    if (speakers === undefined) return {};
    const speaker = speakers.get(id);
    if (speaker === undefined)
      throw new DataError({ what: 'utterance without a speaker', where, expected: `'${id}' in ${speakersPath}` });
    return { speaker: withoutBlanks(speaker) };
  };
  const segments = join(folder, 'segments');
  if (!existsSync(segments)) {
    for await (const { id, audio, line } of recordingsIn(scp, base)) yield { id, audio, ...speakerOf(id, line) };
    return;
  }
  const recordings = new Map<string, string>();
  for await (const { id, audio } of recordingsIn(scp, base)) recordings.set(id, audio);
  const seen = new Set<string>();
  for await (const line of linesOf(segments)) {
    const { id, recording, span } = segmentIn(line);
    refuseTwice(seen, id, line);
    const audio = recordings.get(recording);
    if (audio === undefined) {
      throw new DataError({
        what: 'segment of an unknown recording',
        where: line.where,
        expected: `'${recording}' in ${scp}`,
      });
    }
    yield { id, audio, span, ...speakerOf(id, line), session: recording };
  }
}

function refuseTwice(seen: Set<string>, id: string, { where }: Line): void {
  if (seen.has(id)) throw new DataError({ what: 'id comes twice', where, found: `'${id}'` });
  seen.add(id);
}

async function* recordingsIn(scp: string, base: string): AsyncGenerator<{ id: string; audio: string; line: Line }> {
  const seen = new Set<string>();
  for await (const line of linesOf(scp)) {
    const [id, audio] = recordingIn(line, base);
    refuseTwice(seen, id, line);
    yield { id, audio, line };
  }
}

function recordingIn(line: Line, base: string): readonly [string, string] {
  const [id, value] = keyAndValue(line);
  if (value.endsWith('|')) {
    throw new DataError({
      what: 'wav.scp holds a command, and svtk runs none',
      where: line.where,
      expected: 'a path',
      found: `'${value.slice(0, 80)}'`,
      remedy:
        'write the audio to files first (Kaldi: wav-copy scp:wav.scp ark,scp:…), or name the files that the commands read: svtk decodes flac, m4a, mp3 and sph itself',
    });
  }
  if (/\.ark:\d+$/.test(value)) {
    throw new DataError({
      what: 'wav.scp points into an archive',
      where: line.where,
      expected: 'a path of an audio file',
      found: `'${value}'`,
    });
  }
  return [id, isAbsolute(value) ? value : join(base, value)];
}

function segmentIn(line: Line): { id: string; recording: string; span: readonly [number, number] } {
  const [id, recording, from, to] = line.text.trim().split(/\s+/);
  const [start, end] = [Number(from), Number(to)];
  const valid =
    id !== undefined && recording !== undefined && from !== undefined && to !== undefined && start >= 0 && end > start;
  if (!valid) {
    throw new DataError({
      what: 'not a segment',
      where: line.where,
      expected: '<utterance> <recording> <start> <end> in seconds, start < end',
      found: `'${line.text.slice(0, 80)}'`,
    });
  }
  return { id, recording, span: [start, end] };
}
