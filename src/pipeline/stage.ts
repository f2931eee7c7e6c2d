import type { Report } from '../core/events';
import { checkName, checkPath } from './names';

/** A file or folder that a stage makes; who reads it names this object, so the graph is found by following producers. */
export interface Artifact {
  readonly name: string;
  /** Below the folder of its stage, in `/` form. */
  readonly path: string;
  readonly producer: Stage;
}

/** A file or folder by its path, or the paths of the files that a list of the user's names. */
export type Outside = string | (() => AsyncIterable<string>);

/** One step from artifacts to artifacts. It runs only if a field of its fingerprint has changed. */
export interface Stage {
  /** Unique in its graph; `train.am-softmax` is also meant by `--from train`. */
  readonly name: string;
  /** Only the part of the recipe it depends on, seed included: plain JSON data. */
  readonly settings: unknown;
  readonly reads: readonly Artifact[];
  /** Files and folders from outside, by a label for `svtk why` (the path itself is no part of the fingerprint, the content is). */
  readonly files: Readonly<Record<string, Outside>>;
  /** Modules it uses, such as `losses/am-softmax`; what they import counts too. See code-version.ts for shelf indexes. */
  readonly code: readonly string[];
  /** Versions of outside programs that its result depends on: tensorflow, ffmpeg. */
  readonly versions: Readonly<Record<string, string>>;
  readonly makes: readonly Artifact[];
  /** `run`: in the run directory. `shared`: in a store by fingerprint that all runs of the experiment folder use. */
  readonly home: 'run' | 'shared';
  /** Whether its work folder lets it go on where it was stopped. Otherwise it starts with an empty one. */
  readonly resumable: boolean;
  /** The work folder, below its home; by default `work/<stage>`. */
  readonly work: string;
  run(io: StageIO): Promise<void>;
}

/** What a stage sees of the world while it runs. */
export interface StageIO {
  /** Where an artifact that the stage reads or makes lies, as an absolute path; the folder above it exists. */
  path(artifact: Artifact): string;
  /** Folder for checkpoints and parts; kept from one try to the next if the stage is resumable. */
  readonly work: string;
  /** Short digest of the stage's fingerprint: a checkpoint that carries another one belongs to other settings. */
  readonly identity: string;
  readonly report: Report;
  /** Once aborted: save, then throw SavedError. A stage that is nearly done may finish instead. */
  readonly signal: AbortSignal;
  /** Appends to metrics.jsonl of the run; rows of this stage with a `step` above the given one are dropped first. */
  metrics(afterStep: number): Metrics;
}

export interface Metrics {
  append(row: Readonly<Record<string, number | string>>): void;
}

/** What an author writes; everything but name, settings, makes and run has a default. */
export interface StageParts<Made extends string> {
  readonly name: string;
  readonly settings: unknown;
  readonly reads?: readonly Artifact[];
  readonly files?: Readonly<Record<string, Outside>>;
  readonly code?: readonly string[];
  readonly versions?: Readonly<Record<string, string>>;
  /** Paths by name: `{ model: 'model.safetensors' }`. */
  readonly makes: Readonly<Record<Made, string>>;
  readonly home?: 'run' | 'shared';
  readonly resumable?: boolean;
  readonly work?: string;
  run(io: StageIO, made: Readonly<Record<Made, Artifact>>): Promise<void>;
}

export type StageMaking<Made extends string> = Stage & { readonly made: Readonly<Record<Made, Artifact>> };

/** Makes a stage; `stage.made.model` is the artifact that later stages list in `reads`. */
export function defineStage<const Made extends string>(parts: StageParts<Made>): StageMaking<Made> {
  checkName(parts.name, 'stage name');
  const work = parts.work ?? `work/${parts.name}`;
  checkPath(work, `work folder of ${parts.name}`);
  const made = {} as Record<Made, Artifact>; // filled below: an artifact names its stage, so the stage comes first
  const makes: Artifact[] = [];
  const stage: StageMaking<Made> = {
    name: parts.name,
    settings: parts.settings,
    reads: parts.reads ?? [],
    files: parts.files ?? {},
    code: parts.code ?? [],
    versions: parts.versions ?? {},
    makes,
    made,
    home: parts.home ?? 'run',
    resumable: parts.resumable ?? false,
    work,
    run: io => parts.run(io, made),
  };
  for (const name in parts.makes) {
    checkPath(parts.makes[name], `path of ${parts.name}/${name}`);
    made[name] = { name, path: parts.makes[name], producer: stage };
    makes.push(made[name]);
  }
  return stage;
}

/** `train/model`, as fingerprints and messages call it. */
export function artifactLabel({ name, producer }: Artifact): string {
  return `${producer.name}/${name}`;
}
