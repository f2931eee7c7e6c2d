import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { type Outcome, type Plan, type RunOptions, runStages } from '../../src/pipeline/run-stages';
import { defineStage, type Stage, type StageParts } from '../../src/pipeline/stage';

/** What a toy pipeline depends on: each field is one class of input. */
export interface ToyInputs {
  speakers: number;
  margin: number;
  seed: number;
  metric: string;
  ffmpeg: string;
  lossModule: string;
}

export const toyInputs: ToyInputs = {
  speakers: 3,
  margin: 0.2,
  seed: 1,
  metric: 'eer',
  ffmpeg: '5.1',
  lossModule: 'core/random',
};

/** A folder with a toy pipeline prepare → train → score on a list of utterances; `calls` tells which stages really ran. */
export function toyExperiment(change: { train?: Partial<StageParts<'model'>> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-pipeline-'));
  const list = join(folder, 'list.txt');
  writeFileSync(list, 'a\nb\nc\n');
  const calls: string[] = [];
  const events: RunEvent[] = [];

  const stages = (inputs: ToyInputs): Stage[] => {
    const prepare = defineStage({
      name: 'prepare',
      home: 'shared',
      settings: { speakers: inputs.speakers },
      files: { 'the utterance list': list },
      versions: { ffmpeg: inputs.ffmpeg },
      makes: { shards: 'shards' },
      async run(io, { shards }) {
        calls.push('prepare');
        // Only the first two lines matter: a change of the third gives the same shards.
        const rows = readFileSync(list, 'utf8').split('\n').slice(0, 2);
        const { mkdirSync } = await import('node:fs');
        mkdirSync(io.path(shards), { recursive: true });
        writeFileSync(join(io.path(shards), '0.pcm'), `${inputs.speakers} ${inputs.ffmpeg} ${rows.join()}`);
      },
    });
    const train = defineStage({
      name: 'train',
      resumable: true,
      work: 'checkpoints',
      settings: { loss: { type: 'am-softmax', margin: inputs.margin }, seed: inputs.seed },
      code: [inputs.lossModule],
      reads: [prepare.made.shards],
      makes: { model: 'model.bin' },
      async run(io, { model }) {
        calls.push('train');
        const shards = readFileSync(join(io.path(prepare.made.shards), '0.pcm'), 'utf8');
        writeFileSync(join(io.work, 'ckpt'), io.identity);
        writeFileSync(io.path(model), `${shards} ${inputs.margin} ${inputs.seed}`);
      },
      ...change.train,
    });
    const score = defineStage({
      name: 'score',
      settings: { metric: inputs.metric },
      reads: [train.made.model],
      makes: { table: 'table.txt' },
      async run(io, { table }) {
        calls.push('score');
        writeFileSync(io.path(table), `${inputs.metric} ${readFileSync(io.path(train.made.model), 'utf8')}`);
      },
    });
    return [score];
  };

  const plan = (inputs: ToyInputs, name = 'first'): Plan => ({
    experiments: join(folder, 'exp'),
    recipe: 'toy',
    name,
    targets: stages(inputs),
    resolvedRecipe: 'task: toy\n',
    environment: {},
    command: 'svtk run toy.yaml',
  });

  return {
    folder,
    list,
    calls,
    events,
    plan,
    directory: join(folder, 'exp', 'toy', 'first'),
    /** Runs it and returns the outcome with the names of the stages that really ran. */
    async run(
      inputs: Partial<ToyInputs> = {},
      options: Partial<RunOptions> & { name?: string } = {},
    ): Promise<Outcome & { ran: string }> {
      calls.length = 0;
      const { name, ...rest } = options;
      const outcome = await runStages(plan({ ...toyInputs, ...inputs }, name), {
        report: event => void events.push(event),
        signal: new AbortController().signal,
        ...rest,
      });
      return { ...outcome, ran: calls.join(' ') };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
