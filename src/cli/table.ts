import { stageCommand } from './stage-command';

/** `svtk table`: everything that a table still needs, the table, and the pictures that belong to it. */
export const command = stageCommand(
  'table',
  'Run what a table and its report still need, and print it',
  'nothing runs where all is fresh',
  'report',
);
