// What each step of i-vectors costs an utterance, measured for some seconds on one batch of generated frames and given for a share of VoxCeleb1.
import { createRequire } from 'node:module';
import { generatedFrames, generatedSource } from './generated.mjs';

const require = createRequire(import.meta.url);
const load = name => require(`../../../dist/${name}.js`);
const { startEngine } = load('engine/start');
const { Aligner } = load('ivectors/alignment');
const { alignPart } = load('ivectors/align-part');
const { addDiagonalSums, noDiagonalSums } = load('ivectors/diagonal-sums');
const { addFullSums, noFullSums } = load('ivectors/full-sums');
const { updateFull } = load('ivectors/full-update');
const { LatentModel } = load('ivectors/latent');
const { addLatentSums, clearLatentSums, noLatentSums } = load('ivectors/latent-sums');
const { maximise } = load('ivectors/maximise');
const { diagonalOf, fullOf } = load('ivectors/mixture');
const { precisionsOf } = load('ivectors/precisions');
const { initialModel, meansOf } = load('ivectors/total-variability');
const { utteranceSums } = load('ivectors/utterance-sums');

/** As the stages take them. */
const batch = 512;
const alignment = { candidates: 20, least: 0.025 };

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, processor: (user + system) / 1e6 };
};

/** Repeats a step of `unit` utterances until the time is up or all are done; seconds of one utterance. */
async function measure(total, unit, limit, step) {
  await step(Math.min(unit, total));
  const started = seconds();
  let done = 0;
  while (done < total && (seconds().wall - started.wall < limit || done === 0)) {
    const count = Math.min(unit, total - done);
    await step(count);
    done += count;
  }
  const ended = seconds();
  return {
    done,
    wall: (ended.wall - started.wall) / done,
    processor: (ended.processor - started.processor) / done,
  };
}

/** The mixture that frames are drawn from, without what moves it. */
export function mixtureOf({ components, features, means }) {
  const weights = new Float64Array(components).fill(1 / components);
  return fullOf({ dimension: features, weights, means, variances: new Float64Array(means.length).fill(1) });
}

/** Prints a line for each step. `shares` gives numbers of utterances. */
export async function printCosts(shares, { components, features, length, size, threads, limit }) {
  await startEngine({ device: 'cpu', threads, deterministic: true });
  const source = generatedSource({ components, features });
  const mixture = mixtureOf(source);
  const diagonal = diagonalOf(mixture);
  const starts = count => Int32Array.from({ length: count + 1 }, (_, utterance) => utterance * length);
  const pool = generatedFrames(source, 0, batch, length);
  const some = count => ({ ...pool, rows: count * length, data: pool.data.slice(0, count * length * features) });
  const aligner = new Aligner(mixture, alignment);
  const scatter = noFullSums(components, features);
  const aligned = alignPart(aligner, pool, (block, found) => addFullSums(aligner, block, found, scatter));
  console.log(`components a frame is shared by: ${(aligned.components.length / pool.rows).toFixed(1)}`);
  console.log('utterances\tstep\tmeasured\tms an utterance\tms of processor time\tprocessor hours in all');
  const sums = noLatentSums({ size, dimension: features, weights: mixture.weights });
  const stride = 5;
  for (const total of shares) {
    let all = 0;
    const row = (step, iterations, { done, wall, processor }) => {
      const hours = (iterations * total * processor) / 3600;
      all += hours;
      console.log(
        [total, step, done, (1000 * wall).toFixed(2), (1000 * processor).toFixed(2), hours.toFixed(2)].join('\t'),
      );
    };
    const diagonalSums = noDiagonalSums(diagonal);
    // Four iterations with every fifth frame each.
    const first = await measure(total, 128, limit, count =>
      addDiagonalSums(diagonal, some(Math.ceil(count / stride)), diagonalSums),
    );
    row('ubm, diagonal', 4, first);
    const fullSums = noFullSums(components, features);
    const full = await measure(total, 128, limit, count => {
      alignPart(aligner, some(Math.ceil(count / stride)), (block, found) =>
        addFullSums(aligner, block, found, fullSums),
      );
    });
    row('ubm, full', 4, full);
    const align = await measure(total, 64, limit, count => alignPart(aligner, some(count)));
    row('alignment', 2, align);
    const model = initialModel(mixture, precisionsOf(mixture), size, 1);
    const means = meansOf(model);
    const device = new LatentModel(model);
    const expectation = await measure(total, batch, limit, count => {
      addLatentSums(device, utteranceSums(pool, aligned, starts(count), means), sums);
    });
    row('total variability', 5, expectation);
    const extraction = await measure(total, 64, limit, count => {
      const latent = device.infer(utteranceSums(pool, aligned, starts(count), means));
      latent.means.dataSync();
      for (const tensor of Object.values(latent)) tensor.dispose();
    });
    row('extraction', 1, extraction);
    device.dispose();
    console.log(`${total}\tall but the M-steps\t\t\t\t${all.toFixed(2)}`);
  }
  await printUpdates({ mixture, pool, aligned, scatter, sums, size, threads, starts: starts(batch) });
  console.log(`largest memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

/** The M-steps, whatever the share; sums are of the pool alone, so that all of them are of the same frames. */
async function printUpdates({ mixture, pool, aligned, scatter, sums, size, threads, starts }) {
  const model = initialModel(mixture, precisionsOf(mixture), size, 1);
  const device = new LatentModel(model);
  clearLatentSums(sums);
  addLatentSums(device, utteranceSums(pool, aligned, starts, meansOf(model)), sums);
  device.dispose();
  const timed = async (name, work) => {
    const began = seconds();
    await work();
    const ended = seconds();
    const [processor, wall] = [ended.processor - began.processor, ended.wall - began.wall];
    console.log(`${name}: ${processor.toFixed(1)} s of processor time, ${wall.toFixed(1)} s by the clock`);
  };
  await timed('M-step of the UBM', () => updateFull(mixture, scatter));
  const sumsOfFrames = { means: mixture.means, first: scatter.first, second: scatter.second };
  await timed('M-step of total variability', () => maximise(model, sums, sumsOfFrames, threads));
}
