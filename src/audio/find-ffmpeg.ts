import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory } from '../core/cache-directory';
import { EnvironmentError } from '../core/errors';

/** The static build that `svtk setup` brings where the machine has none. */
export const staticFfmpegVersion = '7.0.2';

/** Where `svtk setup` puts it. */
export function staticFfmpegFile(): string {
  return join(cacheDirectory(), 'ffmpeg', staticFfmpegVersion, 'ffmpeg');
}

export interface Ffmpeg {
  readonly path: string;
  /** As the program prints it: `5.1.9-0+deb12u1`, `7.0.2-static`. */
  readonly version: string;
  readonly origin: 'SVTK_FFMPEG' | 'PATH' | 'svtk setup';
}

let found: { readonly key: string; readonly ffmpeg: Ffmpeg } | undefined;

/**
 * The ffmpeg to run: $SVTK_FFMPEG, else the first on PATH that starts, else the one that `svtk setup` brought.
 * Asked once for each process. Throws EnvironmentError; a broken $SVTK_FFMPEG is an error and not passed over.
 */
export function findFfmpeg(): Ffmpeg {
  const { SVTK_FFMPEG, PATH = '' } = process.env;
  const key = JSON.stringify([SVTK_FFMPEG, PATH, cacheDirectory()]);
  if (found?.key === key) return found.ffmpeg;
  const ffmpeg = SVTK_FFMPEG ? named(SVTK_FFMPEG) : search(PATH);
  found = { key, ffmpeg };
  return ffmpeg;
}

function named(path: string): Ffmpeg {
  const version = ffmpegVersion(path);
  if (version.ok) return { path, version: version.text, origin: 'SVTK_FFMPEG' };
  throw new EnvironmentError({
    what: '$SVTK_FFMPEG does not run',
    where: path,
    found: version.text,
    remedy: 'unset SVTK_FFMPEG and run svtk setup, or let it name an ffmpeg program',
  });
}

function search(path: string): Ffmpeg {
  const folders = path.split(delimiter).filter(folder => folder !== '');
  const places = [
    ...folders.map(folder => ({ file: join(folder, 'ffmpeg'), origin: 'PATH' as const })),
    { file: staticFfmpegFile(), origin: 'svtk setup' as const },
  ];
  const broken: string[] = [];
  for (const { file, origin } of places) {
    if (!isProgram(file)) continue;
    const version = ffmpegVersion(file);
    if (version.ok) return { path: file, version: version.text, origin };
    broken.push(`${file} (${version.text})`);
  }
  throw new EnvironmentError({
    what: 'cannot find ffmpeg',
    expected: `ffmpeg on PATH, $SVTK_FFMPEG, or ${staticFfmpegFile()}`,
    found: broken.length === 0 ? 'none of them' : broken.join(', '),
    remedy: 'svtk setup',
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What `path -version` says: the version, or why it is not an ffmpeg that runs. */
export function ffmpegVersion(path: string): { readonly ok: boolean; readonly text: string } {
  const { status, signal, stdout, stderr, error } = spawnSync(path, ['-version'], {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) return { ok: false, text: error.message };
  const version = /^ffmpeg version (\S+)/.exec(stdout)?.[1];
  if (status === 0 && version !== undefined) return { ok: true, text: version };
  const said = (stderr.trim() || stdout.trim()).split('\n')[0] ?? '';
  return { ok: false, text: `-version ended with ${signal ?? status}${said === '' ? '' : `: ${said}`}` };
}
