import type { CommandModule } from 'yargs';

/** Every command, in the order of `svtk --help`: a file each beside this one. */
export const commands: readonly CommandModule[] = [];
