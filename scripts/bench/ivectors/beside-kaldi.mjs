// Kaldi's programs beside svtk on the same frames and the same mixture: seconds of processor time, one thread each.
import { createRequire } from 'node:module';
import { mixtureOf } from './costs.mjs';
import { generatedFrames, generatedSource } from './generated.mjs';
import { Kaldi } from './kaldi.mjs';

const require = createRequire(import.meta.url);
const load = name => require(`../../../dist/${name}.js`);
const { startEngine } = load('engine/start');
const { Aligner } = load('ivectors/alignment');
const { alignPart } = load('ivectors/align-part');
const { addDiagonalSums, noDiagonalSums } = load('ivectors/diagonal-sums');
const { addFullSums, noFullSums } = load('ivectors/full-sums');
const { LatentModel } = load('ivectors/latent');
const { addLatentSums, noLatentSums } = load('ivectors/latent-sums');
const { maximise } = load('ivectors/maximise');
const { diagonalOf } = load('ivectors/mixture');
const { precisionsOf } = load('ivectors/precisions');
const { initialModel, meansOf } = load('ivectors/total-variability');
const { utteranceSums } = load('ivectors/utterance-sums');

/** Components whose M-step is measured: Kaldi's takes about a second for each. */
const updated = 64;

/** What `measure` takes whatever the number of utterances, and for each of them; from few and from all. */
async function growth([few, all], measure) {
  const [short, long] = [await measure(few), await measure(all)];
  const each = (long - short) / (all - few);
  return { each, once: Math.max(0, short - few * each) };
}

async function processorSeconds(work) {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

async function timeKaldi(directory, { counts, frames, length, size, mixture, small }) {
  const kaldi = new Kaldi(directory);
  try {
    for (const count of counts) kaldi.writeFrames(`${count}.ark`, frames, count, length);
    kaldi.writeMixture('0.dubm', mixture);
    const on = command => growth(counts, count => kaldi.run(command.replace(/@/g, String(count))));
    const made = {
      select30: await on('gmm-gselect --n=30 0.dubm ark:@.ark ark:@.30'),
      diagonal: await on('gmm-global-acc-stats --gselect=ark:@.30 0.dubm ark:@.ark @.acc'),
      select20: await on('gmm-gselect --n=20 0.dubm ark:@.ark ark:@.20'),
      full: await on('fgmm-global-acc-stats --gselect=ark:@.20 0.ubm ark:@.ark @.acc'),
      align: await on('fgmm-global-gselect-to-post --min-post=0.025 0.ubm ark:@.ark ark:@.20 ark:@.post'),
    };
    kaldi.run(`ivector-extractor-init --ivector-dim=${size} --use-weights=false 0.ubm 0.ie`);
    made.extraction = await on('ivector-extract 0.ie ark:@.ark ark:@.post ark:/dev/null');
    made.expectation = await on('ivector-extractor-acc-stats 0.ie ark:@.ark ark:@.post - >/dev/null');
    const all = counts.at(-1);
    kaldi.writeMixture('small.dubm', small);
    kaldi.run(`ivector-extractor-init --ivector-dim=${size} --use-weights=false small.ubm small.ie`);
    kaldi.run(`gmm-gselect --n=20 small.dubm ark:${all}.ark ark:small.20`);
    kaldi.run(`fgmm-global-gselect-to-post --min-post=0.025 small.ubm ark:${all}.ark ark:small.20 ark:small.post`);
    kaldi.run(`ivector-extractor-acc-stats small.ie ark:${all}.ark ark:small.post small.acc`);
    const seconds = kaldi.run('ivector-extractor-est --num-threads=1 small.ie small.acc /dev/null');
    return { ...made, maximisation: { each: 0, once: seconds } };
  } finally {
    kaldi.remove();
  }
}

async function timeSvtk({ counts, frames, length, size, mixture, small }) {
  await startEngine({ device: 'cpu', threads: 1, deterministic: true });
  const some = count => ({
    ...frames,
    rows: count * length,
    data: frames.data.slice(0, count * length * frames.columns),
  });
  const starts = count => Int32Array.from({ length: count + 1 }, (_, utterance) => utterance * length);
  const on = async work => {
    await work(counts[0]);
    return growth(counts, count => processorSeconds(() => work(count)));
  };
  const diagonal = diagonalOf(mixture);
  const selected = { candidates: 20, least: 0.025 };
  const every = new Aligner(mixture, { candidates: 20, least: 0 });
  const scatter = noFullSums(mixture.weights.length, mixture.dimension);
  const aligner = new Aligner(mixture, selected);
  const made = {
    diagonal: await on(count => addDiagonalSums(diagonal, some(count), noDiagonalSums(diagonal))),
    full: await on(count => {
      alignPart(every, some(count), (block, found) => addFullSums(every, block, found, scatter));
    }),
    align: await on(count => alignPart(aligner, some(count))),
  };
  every.dispose();
  const alignment = alignPart(aligner, some(counts.at(-1)));
  aligner.dispose();
  const model = initialModel(mixture, precisionsOf(mixture), size, 1);
  const means = meansOf(model);
  const sums = noLatentSums(model);
  let few;
  const gathering = await processorSeconds(() => {
    few = utteranceSums(frames, alignment, starts(counts.at(-1)), means);
  });
  made.extraction = await onModel(model, few, 64, (device, utterances) => {
    const latent = device.infer(utterances);
    latent.means.dataSync();
    for (const tensor of Object.values(latent)) tensor.dispose();
  });
  made.expectation = await onModel(model, few, 512, (device, utterances) => addLatentSums(device, utterances, sums));
  for (const step of [made.extraction, made.expectation]) step.each += gathering / counts.at(-1);
  return {
    ...made,
    maximisation: {
      each: 0,
      once: await maximisation({ frames, small, size, selected, starts: starts(counts.at(-1)) }),
    },
  };
}

/** Seconds of as many utterances as the stages take at once, the same ones over and over, and of making the model ready. */
async function onModel(model, { utterances, counts, first }, batch, work) {
  let device;
  const once = await processorSeconds(() => {
    device = new LatentModel(model);
  });
  const repeated = values =>
    Float32Array.from({ length: (batch * values.length) / utterances }, (_, at) => values[at % values.length]);
  const all = () => ({ utterances: batch, counts: repeated(counts), first: repeated(first) });
  const [warm, given] = [all(), all()]; // the device keeps what it is given
  work(device, warm);
  const each = (await processorSeconds(() => work(device, given))) / batch;
  device.dispose();
  return { each, once };
}

async function maximisation({ frames, small, size, selected, starts }) {
  const aligner = new Aligner(small, selected);
  const scatter = noFullSums(small.weights.length, small.dimension);
  const alignment = alignPart(aligner, frames, (block, found) => addFullSums(aligner, block, found, scatter));
  aligner.dispose();
  const model = initialModel(small, precisionsOf(small), size, 1);
  const sums = noLatentSums(model);
  const device = new LatentModel(model);
  addLatentSums(device, utteranceSums(frames, alignment, starts, meansOf(model)), sums);
  device.dispose();
  return processorSeconds(() =>
    maximise(model, sums, { means: small.means, first: scatter.first, second: scatter.second }, 1),
  );
}

/** Prints a line for each step, and how many times longer Kaldi takes. */
export async function besideKaldi(directory, { components, features, length, size, utterances }) {
  const counts = [Math.ceil(utterances / 4), utterances];
  const source = generatedSource({ components, features });
  const plan = {
    counts,
    length,
    size,
    frames: generatedFrames(source, 0, utterances, length),
    mixture: mixtureOf(source),
    small: mixtureOf({ ...source, components: updated, means: source.means.slice(0, updated * features) }),
  };
  const kaldi = await timeKaldi(directory, plan);
  const svtk = await timeSvtk(plan);
  const rows = [
    ['UBM, a diagonal iteration; Kaldi selects 30 components once for all 4', kaldi.diagonal, svtk.diagonal],
    ['   with a quarter of that selection', sum(kaldi.diagonal, kaldi.select30, 0.25), svtk.diagonal],
    ['UBM, a full iteration; Kaldi selects 20 components once for all 4', kaldi.full, svtk.full],
    ['   with a quarter of that selection', sum(kaldi.full, kaldi.select20, 0.25), svtk.full],
    ['alignment, with its selection of 20', sum(kaldi.align, kaldi.select20), svtk.align],
    ['total variability, E-step', kaldi.expectation, svtk.expectation],
    ['extraction', kaldi.extraction, svtk.extraction],
  ];
  const ms = seconds => (1000 * seconds).toFixed(1);
  console.log(
    `${components} components, ${length} frames of ${features} values an utterance, i-vectors of ${size}; ${counts.join(' and ')} utterances, one thread`,
  );
  console.log('step\tKaldi, ms an utterance\tsvtk\tratio\tKaldi, s once\tsvtk');
  for (const [name, theirs, ours] of rows) {
    const columns = [
      ms(theirs.each),
      ms(ours.each),
      (theirs.each / ours.each).toFixed(1),
      theirs.once.toFixed(1),
      ours.once.toFixed(1),
    ];
    console.log([name, ...columns].join('\t'));
  }
  const [theirs, ours] = [kaldi.maximisation.once / updated, svtk.maximisation.once / updated];
  console.log(
    `total variability, M-step, ms a component (${updated} of them): Kaldi ${ms(theirs)}, svtk ${ms(ours)}, ratio ${(theirs / ours).toFixed(1)}`,
  );
}

function sum(one, other, share = 1) {
  return { each: one.each + share * other.each, once: one.once + share * other.once };
}
