import { DataError } from '../core/errors';
import { type IndexColumns, packIndex } from './index-file';
import type { ShardPart } from './shard-format';
import { collectText, hashTexts } from './text-table';
import type { Recording } from './waveform-source';

/** What is in the shards so far, in columns that grow: about 70 bytes an utterance. */
export interface ShardContents {
  readonly count: number;
  readonly speakers: number;
  readonly samples: number;
  /** Adds the good rows of a finished shard. */
  add(recordings: readonly Recording[], part: ShardPart, shard: number): void;
  /** @throws DataError that names ids which are in the list twice. */
  pack(): Uint8Array;
}

type Words = Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

function grown<T extends Words>(column: T, make: (length: number) => T): T {
  const larger = make(2 * column.length);
  larger.set(column);
  return larger;
}

export function collectContents(): ShardContents {
  const unsigned = (length: number) => new Uint32Array(length);
  const signed = (length: number) => new Int32Array(length);
  const ids = collectText();
  const names = collectText();
  const speakers = new Map<string, number>();
  let speaker = signed(1024);
  let shards = unsigned(1024);
  let offset = unsigned(1024);
  let samples = unsigned(1024);
  let count = 0;
  let total = 0;

  const speakerOf = (name: string | undefined): number => {
    if (name === undefined) return -1;
    const known = speakers.get(name);
    if (known !== undefined) return known;
    names.push(name);
    speakers.set(name, speakers.size);
    return speakers.size - 1;
  };
  return {
    get count() {
      return count;
    },
    get speakers() {
      return speakers.size;
    },
    get samples() {
      return total;
    },
    add(recordings, part, shard) {
      const bad = new Set(part.bad.map(({ row }) => row - part.first));
      let at = 0;
      let good = 0;
      recordings.forEach((recording, place) => {
        if (bad.has(place)) return;
        if (count === speaker.length) {
          speaker = grown(speaker, signed);
          shards = grown(shards, unsigned);
          offset = grown(offset, unsigned);
          samples = grown(samples, unsigned);
        }
        const length = part.samples[good++] ?? 0;
        ids.push(recording.id);
        speaker[count] = speakerOf(recording.speaker);
        shards[count] = shard;
        offset[count] = at;
        samples[count] = length;
        at += length;
        count++;
      });
      total += at;
    },
    pack() {
      const idTable = ids.table();
      const twice: number[] = [];
      const idSlots = hashTexts(idTable, index => twice.push(index));
      if (twice.length > 0) {
        const first = twice.slice(0, 5).map(idTable.get).join(', ');
        throw new DataError({
          what: 'utterance ids are not unique',
          found: `${twice.length} repeated: ${first}`,
          remedy: 'give each recording an id of its own',
        });
      }
      const speakerTable = names.table();
      const columns: IndexColumns = {
        idText: idTable.text,
        idEnds: idTable.ends,
        idSlots,
        speakerText: speakerTable.text,
        speakerEnds: speakerTable.ends,
        speaker: speaker.subarray(0, count),
        shard: shards.subarray(0, count),
        offset: offset.subarray(0, count),
        samples: samples.subarray(0, count),
      };
      return packIndex(columns);
    },
  };
}
