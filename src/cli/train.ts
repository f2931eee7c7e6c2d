import { stageCommand } from './stage-command';

/** `svtk train`: the network of a recipe, trained or trained on. */
export const command = stageCommand(
  'train',
  'Train the network of a recipe',
  'go on from the last checkpoint if there is one',
);
