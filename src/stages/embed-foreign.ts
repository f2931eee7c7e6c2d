import { readFileSync } from 'node:fs';
import { writeAtomically } from '../core/atomic-write';
import { readMetadata } from '../engine/onnx/read-metadata';
import type { Feature } from '../features/feature';
import type { OnnxOptions } from '../models/onnx';
import { canonicalJson } from '../pipeline/canonical-json';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { embedShards } from './embed';
import { embeddingStage, type SetToEmbed } from './embedding-stage';
import { openForeignExtractor } from './foreign-extractor';
import type { Engine, StageDescription } from './train';

/** Name of the network in a run whose network others trained. */
export const foreignNetworkFile = 'network.onnx';

export interface ForeignPlan {
  readonly feature: Feature;
  /** The recipe's choice of features, to compare with what the file says of its own. */
  readonly featureChoice: unknown;
  readonly options: OnnxOptions;
  readonly engine: Engine;
}

/** Takes a copy of the network into the run, so that the run can embed by itself; what is in the file decides what is fresh. */
export function adoptNetwork({ options: { path }, featureChoice }: ForeignPlan): StageMaking<'network'> {
  return defineStage({
    name: 'adopt',
    settings: {},
    files: { network: path },
    code: ['stages/embed-foreign'],
    makes: { network: foreignNetworkFile },
    async run(io, made) {
      const file = readFileSync(path);
      const own = readMetadata(file).get('features');
      if (own !== undefined && own !== JSON.stringify(canonicalJson(featureChoice))) {
        io.report({ type: 'warning', text: `${path} was trained on other features than the recipe’s: ${own}` });
      }
      writeAtomically(io.path(made.network), file);
    },
  });
}

/** As {@link embed}, by a network that others trained. */
export function embedForeign(
  set: SetToEmbed,
  plan: ForeignPlan,
  network: Artifact,
  describe: StageDescription,
): StageMaking<'vectors' | 'ids'> {
  const described = { ...describe, code: ['stages/embed-foreign', ...describe.code] };
  return embeddingStage(set, [network], described, io =>
    embedShards(io, set, { ...plan, model: { leastFrames: 1 } }, onFallback =>
      openForeignExtractor({ ...plan, file: io.path(network), onFallback }),
    ),
  );
}
