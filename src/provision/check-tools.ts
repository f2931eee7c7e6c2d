import { spawnSync } from 'node:child_process';
import { findFfmpeg } from '../audio/find-ffmpeg';
import { type Check, fault, faultOf, ok, warning } from './check';

export function checkFfmpeg(): Check {
  try {
    const { path, version, origin } = findFfmpeg();
    return ok('ffmpeg', `${version} at ${path} (from ${origin})`);
  } catch (error) {
    return faultOf('ffmpeg', error);
  }
}

export function checkFlock(): Check {
  const version = firstLine('flock', ['--version']);
  if (version !== undefined) return ok('flock', version);
  return warning(
    'flock',
    'not found',
    'install util-linux: without it, run folders are locked against processes of this machine only',
  );
}

/** What `svtk setup` itself needs; asked only while the engine is not there. */
export function checkSetupTools(): Check[] {
  const pip = firstLine('python3', ['-m', 'pip', '--version']);
  const compiler = process.env['CXX'] || 'c++';
  const version = firstLine(compiler, ['--version']);
  return [
    pip === undefined
      ? fault('python3, pip', 'not found', '`sudo apt install python3-pip`, or `sudo dnf install python3-pip`')
      : ok('python3, pip', pip.replace(/ from \S+/, '')),
    version === undefined
      ? fault('C++', `${compiler} not found`, '`sudo apt install g++`, or `sudo dnf install gcc-c++`')
      : ok('C++', version),
  ];
}

function firstLine(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.split('\n')[0]?.trim() : undefined;
}
