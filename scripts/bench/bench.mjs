// svtk beside PyTorch, onnxruntime, kaldi-native-fbank, torchaudio, wespeaker, scikit-learn and NumPy: npm run bench -- [--only TASK] [--quick] [--busy] [--json FILE]
// Peers run in the Python that SVTK_PEERS_PYTHON names; it has the packages of requirements.txt. SVTK_WESPEAKER names a checkout of wenet-e2e/wespeaker. docs/benchmarks.md says what the rows are.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge } from './goal.mjs';
import { compete, paceOf } from './rounds.mjs';
import { heading, taskRows } from './table.mjs';
import { tasksFor } from './tasks.mjs';

const here = name => fileURLToPath(new URL(name, import.meta.url));
const python = process.env['SVTK_PEERS_PYTHON'];

function commandsOf({ work, size, peers, cold = false }, clock) {
  const measured = JSON.stringify({ ...size, cold });
  const peer = name => (python ? [python, here('peers'), work, name, measured, clock] : 'set SVTK_PEERS_PYTHON');
  return {
    svtk: [process.execPath, here('svtk/serve.mjs'), work, measured, clock],
    ...Object.fromEntries(peers.map(name => [name, peer(name)])),
  };
}

function chosenTasks({ only = [], threads, quick }) {
  const all = tasksFor(Number(threads), quick);
  const unknown = only.find(start => !all.some(({ name }) => name.startsWith(start)));
  if (unknown === undefined)
    return all.filter(({ name }) => only.length === 0 || only.some(start => name.startsWith(start)));
  console.error(`--only ${unknown}: no task begins so\nexpected one of ${all.map(({ name }) => name).join(', ')}`);
  return process.exit(2);
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    threads: { type: 'string', default: '2' },
    busy: { type: 'boolean', default: false },
  },
});
// Processor time of one thread is nearly the same whatever else runs; that of several counts their waiting for each other.
if (values.busy) values.threads = '1';
const clock = values.busy ? 'processor' : 'wall';
const tasks = chosenTasks(values);
const machine = {
  processor: cpus()[0]?.model,
  processors: availableParallelism(),
  threads: Number(values.threads),
  node: process.version,
  load: loadavg()[0],
};
console.log(
  `${machine.processor}, ${machine.processors} processors; threads of each contender: ${machine.threads}; Node ${machine.node}`,
);
if (values.busy)
  console.log('Seconds of processor time with one thread each, for a machine that is busy with other work.');
else if (machine.load > 0.5 * machine.processors) {
  console.log(
    `The load average is ${machine.load.toFixed(1)}: other work slows these figures and bends the ratios; --busy measures processor time.`,
  );
}
if (values.quick) console.log('Quick: too few runs for figures to be quoted.');
console.log(heading());

const results = [];
for (const task of tasks) {
  const outcome = await compete(task, commandsOf(task, clock), paceOf(task, values));
  for (const row of taskRows(task, outcome)) console.log(row);
  results.push({ task: task.name, size: task.size, goal: task.goal, met: judge(task, outcome).met, ...outcome });
}

console.log(
  's: median of all runs. ratio: peer / svtk, the median over rounds in turn; 1.0 and more: svtk is at least as fast.',
);
console.log('MiB: the most memory the process ever had (VmHWM), compiling included.');
if (values.json !== undefined) {
  writeFileSync(
    values.json,
    `${JSON.stringify({ date: new Date().toISOString(), quick: values.quick, clock, machine, results }, null, 2)}\n`,
  );
}
const failures = results.flatMap(({ task, svtk, peers }) =>
  [svtk, ...peers].filter(({ failed }) => failed).map(({ name, note }) => `${task}, ${name}: ${note}`),
);
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
