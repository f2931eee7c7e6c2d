import { openShards } from '../audio/shards';
import { NumericError, SavedError } from '../core/errors';
import { alignPart } from '../ivectors/align-part';
import { Aligner, type AlignerOptions } from '../ivectors/alignment';
import { readParts } from '../ivectors/frame-parts';
import { LatentModel } from '../ivectors/latent';
import { readFullMixture } from '../ivectors/mixture-file';
import { readModel } from '../ivectors/model-file';
import { meansOf } from '../ivectors/total-variability';
import { utteranceSums } from '../ivectors/utterance-sums';
import type { Artifact, StageMaking } from '../pipeline/stage';
import { embeddingStage, type SetToEmbed } from './embedding-stage';
import type { Engine, StageDescription } from './train';

export interface IVectorInputs {
  readonly frames: Artifact;
  readonly mixture: Artifact;
  readonly model: Artifact;
}

/** Utterances that are inferred at once. */
const batch = 64;

/** Extracts the i-vector of every utterance of a set: the posterior mean of w less its prior mean (kaldi src/ivectorbin/ivector-extract.cc). */
export function iVectors(
  set: SetToEmbed,
  plan: AlignerOptions & { readonly size: number; readonly engine: Engine },
  { frames, mixture, model }: IVectorInputs,
  describe: StageDescription,
): StageMaking<'vectors' | 'ids'> {
  const described = { ...describe, code: ['stages/i-vectors', ...describe.code] };
  const { of, shards } = set;
  return embeddingStage(set, [frames, mixture, model], described, async io => {
    await plan.engine(io.report);
    const trained = readModel(io.path(model));
    const index = openShards(io.path(shards));
    const ids = Array.from({ length: index.count }, (_, row) => index.id(row));
    index.close();
    const data = new Float32Array(ids.length * trained.size);
    const means = meansOf(trained);
    const device = new LatentModel(trained);
    const aligner = new Aligner(readFullMixture(io.path(mixture)), plan);
    let row = 0;
    try {
      for (const { starts, frames: part } of readParts(io.path(frames))) {
        const alignment = alignPart(aligner, part);
        for (let first = 0; first + 1 < starts.length; first += batch) {
          await new Promise(resolve => setImmediate(resolve));
          if (io.signal.aborted) throw new SavedError({ what: `stopped after ${row} i-vectors of ${of}` });
          const rows = starts.slice(first, Math.min(first + batch, starts.length - 1) + 1);
          const latent = device.infer(utteranceSums(part, alignment, rows, means));
          data.set(latent.means.dataSync(), row * trained.size);
          for (const tensor of Object.values(latent)) tensor.dispose();
          row += rows.length - 1;
          io.report({ type: 'progress', stage: `embed.${of}`, done: row, total: ids.length, unit: 'utterances' });
        }
      }
    } finally {
      device.dispose();
      aligner.dispose();
    }
    demandAll(row, ids, data, trained.size);
    return { ids, vectors: { rows: ids.length, columns: trained.size, data } };
  });
}

function demandAll(row: number, ids: readonly string[], data: Float32Array, size: number): void {
  if (row !== ids.length) throw new Error(`frames of ${row} utterances for ${ids.length} names`);
  const bad = data.findIndex(value => !Number.isFinite(value));
  if (bad < 0) return;
  throw new NumericError({
    what: 'i-vector is not finite',
    where: ids[Math.floor(bad / size)] ?? '',
    found: `${data[bad]} at dimension ${(bad % size) + 1}`,
    remedy: 'look at the log likelihoods in metrics.jsonl: the model is broken, or the recording',
  });
}
