import { stageCommand } from './stage-command';

/** `svtk table`: everything that a table still needs, and the table. */
export const command = stageCommand(
  'table',
  'Run what a table still needs, and print it',
  'nothing runs where all is fresh',
);
