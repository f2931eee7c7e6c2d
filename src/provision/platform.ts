import { spawnSync } from 'node:child_process';
import { EnvironmentError } from '../core/errors';

/** Processors that TensorFlow's wheels serve, in Node's words. */
export type Architecture = 'x64' | 'arm64';

/** What the wheels are built against: manylinux_2_27, PEP 600. */
const oldestGlibc = [2, 27] as const;

/** The architecture of this machine; throws EnvironmentError where there is no TensorFlow wheel for the machine. */
export function supportedArchitecture(): Architecture {
  const { platform, arch } = process;
  if (platform !== 'linux') {
    throw unsupported(
      `${platform} on ${arch}`,
      'run svtk on Linux, in a container of a Debian image, or on Windows in WSL 2: there is no TensorFlow library that svtk could use here',
    );
  }
  if (arch !== 'x64' && arch !== 'arm64') throw unsupported(`Linux on ${arch}`, 'TensorFlow ships no library for it');
  requireGlibc();
  return arch;
}

function requireGlibc(): void {
  const remedy = 'use a distribution with glibc 2.27 or later (Debian 10, Ubuntu 18.04, RHEL 8), or a container of one';
  const said = spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' }).stdout ?? '';
  const [, major, minor] = /^glibc (\d+)\.(\d+)/.exec(said) ?? [];
  if (major === undefined || minor === undefined)
    throw unsupported('Linux without glibc (Alpine and its musl?)', remedy);
  const [needMajor, needMinor] = oldestGlibc;
  const old = Number(major) < needMajor || (Number(major) === needMajor && Number(minor) < needMinor);
  if (old) throw unsupported(`glibc ${major}.${minor}`, remedy);
}

function unsupported(found: string, remedy: string): EnvironmentError {
  return new EnvironmentError({
    what: 'TensorFlow has no library for this machine',
    expected: 'Linux with glibc ≥ 2.27 on x86-64 or arm64',
    found,
    remedy,
  });
}
