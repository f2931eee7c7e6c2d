// One contender of the benchmark: `node serve.mjs WORK SIZE wall|processor` measures svtk's part of a task, as ../contender.mjs says.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { version } from './compiled.mjs';

const [work, size, clock] = process.argv.slice(2);
const { open } = await import(`./${work}.mjs`);
const { answer, run } = await open(JSON.parse(size));
const { cold } = JSON.parse(size);

/** Seconds since the process started: of the clock on the wall, or of all its threads together. */
function now() {
  if (clock === 'wall') return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function timed() {
  const started = now();
  run();
  return now() - started;
}

const say = message => process.stdout.write(`${JSON.stringify(message)}\n`);

// Functions are traced, primitives made and JavaScript compiled before the clock counts: two runs at least, half a second at least.
// A run of minutes is one of many such steps by itself.
const warm = [];
while (!cold && (warm.length < 2 || warm.reduce((sum, seconds) => sum + seconds, 0) < 0.5)) warm.push(timed());
say({ version: `svtk ${version}`, estimate: warm.at(-1) ?? 60 });
for await (const runs of createInterface({ input: process.stdin })) {
  say({ seconds: Array.from({ length: Number(runs) }, timed) });
}
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
// What a run of minutes computed is known after it only.
say({ answer: typeof answer === 'function' ? answer() : answer, peak_mib: Number(peak?.[1]) / 1024 });
