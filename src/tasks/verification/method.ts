import type { Feature } from '../../features/feature';
import type { SpeakerModel } from '../../models/speaker-model';
import type { Artifact, StageMaking } from '../../pipeline/stage';
import type { PrepareOptions } from '../../stages/decoding';
import type { SetToEmbed } from '../../stages/embedding-stage';
import type { StageDescription } from '../../stages/train';
import type { PreparedList } from './prepared-lists';

/** What training reads. */
export interface TrainingSets {
  /** Absent where nothing is trained. */
  readonly train: StageMaking<'shards'> | undefined;
  readonly corpus: string | undefined;
  readonly development: PreparedList | undefined;
  /** Of the check stage. */
  readonly verdict: Artifact;
}

/** A row of the table: something that turns sets into embeddings. */
export interface Embedder {
  readonly name: string;
  /** What sets it apart from the trained one: `untrained`. */
  readonly variant?: string;
  embed(set: SetToEmbed): StageMaking<'vectors' | 'ids'>;
}

/** How the embeddings of a recipe come about. */
export interface Method {
  readonly feature: Feature;
  readonly model: Pick<SpeakerModel, 'leastFrames'>;
  readonly check: StageDescription;
  /** Heading of the table where the recipe has none. */
  readonly title: string;
  /** Lists that training measures itself by. */
  development(options: PrepareOptions): readonly PreparedList[];
  /** The embedders, and the artifact that a run's training ends with. */
  train(
    sets: TrainingSets,
    options: PrepareOptions,
  ): { readonly embedders: readonly Embedder[]; readonly trained: Artifact };
}
