// One process of `scripts/bench/ivector.mjs --whole`: the stages that `svtk run` runs for train.ubm and train.total-variability, on generated frames.
// node scripts/bench/ivectors/train.mjs FOLDER SIZES: SIZES as JSON. Standard error has svtk's progress, standard output a JSON object a line, each
// with the seconds of the clock and of the processors since the process began and the largest memory it ever had.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { generatedFrames, generatedSource } from './generated.mjs';

const require = createRequire(import.meta.url);
const load = name => require(`../../../dist/${name}.js`);
const { startReporter } = load('cli/reporter');
const { startEngine } = load('engine/start');
const { iVector } = load('ivectors/i-vector');
const { writePart } = load('ivectors/frame-parts');
const { runStages } = load('pipeline/run-stages');
const { defineStage } = load('pipeline/stage');
const { partFrames } = load('stages/frames');
const { totalVariability } = load('stages/total-variability');
const { ubm } = load('stages/ubm');

const [folder, json] = process.argv.slice(2);
const { utterances, length, features, components, size, threads } = JSON.parse(json);
const options = iVector.options.parse({ components, dimension: size, threads });
const seed = 1;
const engine = () => startEngine({ device: 'cpu', threads, deterministic: true });

function tell(event) {
  const { user, system } = process.cpuUsage();
  const figures = { wall: performance.now() / 1000, processor: (user + system) / 1e6 };
  console.log(JSON.stringify({ ...event, ...figures, memory: process.resourceUsage().maxRSS / 1024 }));
}

/** Stands where the frames stage does, which needs recordings; its parts are as long. */
const frames = defineStage({
  name: 'frames.generated',
  settings: { utterances, length, features, components },
  makes: { frames: 'frames' },
  async run(io, made) {
    const source = generatedSource({ components, features });
    const each = Math.ceil(partFrames / length);
    let parts = 0;
    for (let first = 0; first < utterances; first += each, parts++) {
      const end = Math.min(first + each, utterances);
      const starts = Int32Array.from({ length: end - first + 1 }, (_, row) => row * length);
      writePart(io.path(made.frames), parts, { starts, frames: generatedFrames(source, first, end, length) });
      io.report({ type: 'progress', stage: 'frames.generated', done: end, total: utterances, unit: 'utterances' });
    }
    const summary = { utterances, frames: utterances * length, dimension: features, parts };
    writeFileSync(join(io.path(made.frames), 'frames.json'), JSON.stringify(summary));
  },
});
const description = settings => ({ settings, code: [], versions: {} });
const background = ubm(
  {
    components,
    sample: options.ubm.sample,
    firstIterations: options.ubm.first_iterations,
    diagonalIterations: options.ubm.diagonal_iterations,
    fullIterations: options.ubm.full_iterations,
    stride: options.ubm.stride,
    candidates: options.candidates,
    seed,
    engine,
  },
  frames.made.frames,
  description({ components }),
);
const { candidates, least_posterior: least, iterations, checkpoint_utterances: checkpointUtterances } = options;
const trained = totalVariability(
  { candidates, least, size, iterations, threads, checkpointUtterances, seed, engine },
  { frames: frames.made.frames, mixture: background.made.mixture },
  description({ size }),
);

const { report, stop } = startReporter(false);
const kept = new Set(['stage-started', 'stage-finished', 'note', 'progress']);
await runStages(
  {
    experiments: folder,
    recipe: 'bench',
    name: 'default',
    targets: [trained],
    resolvedRecipe: json,
    environment: {},
    command: 'bench',
  },
  {
    report(event) {
      report(event);
      if (kept.has(event.type)) tell(event);
    },
    signal: new AbortController().signal,
  },
);
stop();
tell({ type: 'ended' });
