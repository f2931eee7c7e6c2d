/** Writes shards in a process of its own, to be killed: `node write-shards.cjs FOLDER UTTERANCES`. */
const { join } = require('node:path');
const { writeShards } = require('../../dist/audio/shard-writer.js');

const [, , directory, count] = process.argv;
const total = Number(count);
const utterances = Array.from({ length: total }, (_, row) => ({
  id: row % 50 === 9 ? `bad-${row}` : `utt-${row}`,
  audio: '',
  speaker: `spk-${row % 7}`,
}));
const source = { kind: 'module', module: join(__dirname, 'tone-source.cjs'), options: { seconds: 0.1, pause: 4 } };
writeShards({ utterances, total, directory, sampleRate: 16000, source, workers: 2, maxBad: 0.1, largestShard: 60_000 }).then(
  summary => process.stdout.write(JSON.stringify(summary)),
);
