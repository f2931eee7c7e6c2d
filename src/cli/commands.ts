import type { CommandModule } from 'yargs';
import { command as calibrate } from './calibrate';
import { command as check } from './check';
import { command as compare } from './compare';
import { command as config } from './config';
import { command as doctor } from './doctor';
import { command as download } from './download';
import { command as embed } from './embed';
import { command as evaluate } from './eval';
import { command as exportNetwork } from './export';
import { command as features } from './features';
import { command as fuse } from './fuse';
import { command as list } from './list';
import { command as prepare } from './prepare';
import { command as report } from './report';
import { command as run } from './run';
import { command as runs } from './runs';
import { command as score } from './score';
import { command as setup } from './setup';
import { command as table } from './table';
import { command as train } from './train';
import { command as verify } from './verify';
import { command as why } from './why';

/** Every command, in the order of `svtk --help`: a file each beside this one. */
export const commands: readonly CommandModule[] = [
  setup,
  doctor,
  list,
  check,
  config,
  download,
  run,
  prepare,
  train,
  embed,
  score,
  table,
  report,
  evaluate,
  compare,
  calibrate,
  fuse,
  features,
  verify,
  exportNetwork,
  why,
  runs,
];
