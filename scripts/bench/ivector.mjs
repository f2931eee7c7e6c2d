// Time and memory of i-vectors as VoxCeleb1 grows, on generated frames: node scripts/build.mjs && node scripts/bench/ivector.mjs [--shares 0.01,0.1] [--components 2048] [--dimension 600]
// A share of VoxCeleb1 is that share of its 148,642 utterances, 600 frames of speech each. Costs of a step are measured on as many utterances as --seconds allow
// and given for the whole share, so that a row of 0.1 need not take hours; --whole measures all of them instead. Frames are random around 2,048 means: what a step costs does not depend on
// what is in them, but for how many components a frame is shared by, which is printed.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const load = name => require(`../../dist/${name}.js`);
const { startEngine } = load('engine/start');
const { randomOf } = load('core/random');
const { Aligner } = load('ivectors/alignment');
const { alignPart } = load('ivectors/align-part');
const { addDiagonalSums, noDiagonalSums } = load('ivectors/diagonal-sums');
const { addFullSums, noFullSums } = load('ivectors/full-sums');
const { updateFull } = load('ivectors/full-update');
const { LatentModel } = load('ivectors/latent');
const { addLatentSums, clearLatentSums, noLatentSums } = load('ivectors/latent-sums');
const { maximise } = load('ivectors/maximise');
const { diagonalOf } = load('ivectors/mixture');
const { precisionsOf } = load('ivectors/precisions');
const { initialModel, meansOf } = load('ivectors/total-variability');
const { utteranceSums } = load('ivectors/utterance-sums');

const { values } = parseArgs({
  options: {
    shares: { type: 'string', default: '0.01,0.1,1' },
    components: { type: 'string', default: '2048' },
    dimension: { type: 'string', default: '600' },
    features: { type: 'string', default: '72' },
    frames: { type: 'string', default: '600' },
    seconds: { type: 'string', default: '20' },
    whole: { type: 'boolean', default: false },
    threads: { type: 'string', default: '2' },
  },
});
const [components, size, features, length] = ['components', 'dimension', 'features', 'frames'].map(key => +values[key]);
const corpus = 148_642;
/** As the stages take them. */
const batch = 512;
const alignment = { candidates: 20, least: 0.025 };

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, processor: (user + system) / 1e6 };
};

/** Repeats a step of `unit` utterances until the time is up or all are done; seconds of one utterance. */
async function measure(total, unit, step) {
  await step(Math.min(unit, total));
  const started = seconds();
  let done = 0;
  while (done < total && (values.whole || seconds().wall - started.wall < +values.seconds || done === 0)) {
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

function generatedMixture() {
  const random = randomOf(1, 'bench mixture');
  const square = features * features;
  const covariances = new Float64Array(components * square);
  for (let component = 0; component < components; component++) {
    for (let row = 0; row < features; row++) {
      for (let column = 0; column < features; column++) {
        covariances[component * square + row * features + column] =
          row === column ? 1 : 0.3 / (1 + Math.abs(row - column));
      }
    }
  }
  return {
    dimension: features,
    weights: new Float64Array(components).fill(1 / components),
    means: Float64Array.from({ length: components * features }, () => 0.35 * random.normal()),
    covariances,
  };
}

/** Frames near a few hundred of the means, as an utterance's are. */
function generatedFrames(mixture, utterances, seed) {
  const random = randomOf(seed, 'bench frames');
  const rows = utterances * length;
  const data = new Float32Array(rows * features);
  for (let row = 0; row < rows; row++) {
    const mean = features * random.integer(components);
    for (let at = 0; at < features; at++) data[row * features + at] = mixture.means[mean + at] + random.normal();
  }
  return { rows, columns: features, data };
}

await startEngine({ device: 'cpu', threads: +values.threads });
const mixture = generatedMixture();
const diagonal = diagonalOf(mixture);
const starts = count => Int32Array.from({ length: count + 1 }, (_, utterance) => utterance * length);
const pool = generatedFrames(mixture, batch, 1);
const some = count => ({
  rows: count * length,
  columns: features,
  data: pool.data.slice(0, count * length * features),
});

const aligner = new Aligner(mixture, alignment);
const aligned = alignPart(aligner, pool);
console.log(
  `components ${components}, frames of ${features} values, ${length} an utterance, i-vectors of ${size}; ${values.threads} threads`,
);
console.log(`components a frame is shared by: ${(aligned.components.length / pool.rows).toFixed(1)}`);
const row = (share, step, iterations, { done, wall, processor }) => {
  const total = Math.round(share * corpus);
  const columns = [share, total, step, done, (1000 * wall).toFixed(2), (1000 * processor).toFixed(2)];
  console.log([...columns, ((iterations * total * processor) / 3600).toFixed(2)].join('\t'));
  return iterations * total * processor;
};
console.log('share\tutterances\tstep\tmeasured\tms an utterance\tms of processor time\tprocessor hours in all');

const scatter = noFullSums(components, features);
const sums = noLatentSums({ size, dimension: features, weights: mixture.weights });
for (const share of values.shares.split(',').map(Number)) {
  const total = Math.round(share * corpus);
  const diagonalSums = noDiagonalSums(diagonal);
  const stride = 5;
  // Four iterations with every fifth frame each.
  const first = await measure(total, 128, count =>
    addDiagonalSums(diagonal, some(Math.ceil(count / stride)), diagonalSums),
  );
  let all = row(share, 'ubm, diagonal', 4, first);
  const full = await measure(total, 128, count => {
    alignPart(aligner, some(Math.ceil(count / stride)), (block, found) => addFullSums(aligner, block, found, scatter));
  });
  all += row(share, 'ubm, full', 4, full);
  const align = await measure(total, 64, count => alignPart(aligner, some(count)));
  all += row(share, 'alignment', 2, align);
  const model = initialModel(mixture, precisionsOf(mixture), size, 1);
  const means = meansOf(model);
  const device = new LatentModel(model);
  const expectation = await measure(total, batch, count => {
    addLatentSums(device, utteranceSums(pool, aligned, starts(count), means), sums);
  });
  all += row(share, 'total variability', 5, expectation);
  const extraction = await measure(total, 64, count => {
    const latent = device.infer(utteranceSums(pool, aligned, starts(count), means));
    latent.means.dataSync();
    for (const tensor of Object.values(latent)) tensor.dispose();
  });
  all += row(share, 'extraction', 1, extraction);
  device.dispose();
  console.log(`${share}\t${total}\tall but the M-steps\t\t\t\t${(all / 3600).toFixed(2)}`);
  console.log(`memory so far: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}
// Sums of the pool alone, so that all of them are of the same frames.
const poolScatter = noFullSums(components, features);
alignPart(aligner, pool, (block, found) => addFullSums(aligner, block, found, poolScatter));
const model = initialModel(mixture, precisionsOf(mixture), size, 1);
const device = new LatentModel(model);
clearLatentSums(sums);
addLatentSums(device, utteranceSums(pool, aligned, starts(batch), meansOf(model)), sums);
device.dispose();
let began = seconds();
updateFull(mixture, poolScatter);
let ended = seconds();
console.log(
  `M-step of the UBM, whatever the share: ${(ended.processor - began.processor).toFixed(1)} s of processor time`,
);
began = seconds();
await maximise(
  model,
  sums,
  { means: mixture.means, first: poolScatter.first, second: poolScatter.second },
  +values.threads,
);
ended = seconds();
console.log(
  `M-step of total variability, whatever the share: ${(ended.processor - began.processor).toFixed(1)} s of processor time, ${(ended.wall - began.wall).toFixed(1)} s by the clock`,
);
console.log(`largest memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
