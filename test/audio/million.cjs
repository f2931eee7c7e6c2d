/**
 * Memory and time of shards of a million utterances, in a process of its own: `node million.cjs write|open FOLDER COUNT`.
 * Prints JSON: seconds, the process's peak resident memory in MB, and how much of that is above what it was before the work.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { writeShards } = require('../../dist/audio/shard-writer.js');
const { openShards } = require('../../dist/audio/shards.js');

const [, , what, directory, count] = process.argv;
const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
const total = Number(count);

function* utterances() {
  for (let row = 0; row < total; row++) {
    const speaker = `id${String(10000 + Math.floor(row / 170)).padStart(5, '0')}`;
    const id = `${speaker}/video-of-11-${row % 13}/${String(row).padStart(7, '0')}`;
    yield { id, audio: `${id}.m4a`, speaker };
  }
}

async function main() {
  const before = peak();
  const started = performance.now();
  if (what === 'write') {
    const source = { kind: 'module', module: join(__dirname, 'million-source.cjs'), options: {} };
    await writeShards({ utterances: utterances(), total, directory, sampleRate: 16000, source, workers: 2, maxBad: 0, largestShard: 4 * 2 ** 20 });
    return { seconds: (performance.now() - started) / 1000, megabytes: peak() - before, resident: peak() };
  }
  const shards = openShards(directory);
  const seconds = (performance.now() - started) / 1000;
  const megabytes = peak() - before;
  let wrong = 0;
  let row = 0;
  const search = performance.now();
  for (const { id, speaker } of utterances()) {
    if (shards.find(id) !== row || shards.speakerName(shards.speaker(row)) !== speaker) wrong++;
    row++;
  }
  const microseconds = ((performance.now() - search) * 1000) / total;
  return { seconds, megabytes, resident: peak(), wrong, microseconds, first: [...shards.read(123456 % total, 0, 3)] };
}
main().then(result => process.stdout.write(JSON.stringify(result)));
