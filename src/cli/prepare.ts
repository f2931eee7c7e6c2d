import { stageCommand } from './stage-command';

/** `svtk prepare`: the corpora of a recipe decoded into shards. */
export const command = stageCommand(
  'prepare',
  'Decode the corpora of a recipe into shards',
  'read, check and decode once',
);
