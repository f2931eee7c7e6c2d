import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findFfmpeg, staticFfmpegFile } from '../../src/audio/find-ffmpeg';
import { EnvironmentError } from '../../src/core/errors';

const folder = mkdtempSync(join(tmpdir(), 'svtk-ffmpeg-'));
const before = process.env;
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.env = before;
});

let cases = 0;
/** Programs are found in these folders alone; the cache is empty. */
function machine(...path: readonly string[]): void {
  process.env = { SVTK_CACHE: join(folder, `cache-${++cases}`), PATH: path.join(delimiter) };
}

function program(path: string, script: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const works = program(join(folder, 'works/ffmpeg'), 'echo "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026"');
const breaks = program(join(folder, 'breaks/ffmpeg'), 'echo "libavcodec.so.59: cannot open" >&2; exit 127');
const lies = program(join(folder, 'lies/ffmpeg'), 'echo "hello"');

test('findFfmpeg() takes the first on PATH that starts', () => {
  machine(join(folder, 'nowhere'), dirname(breaks), dirname(lies), dirname(works));
  expect(findFfmpeg()).toEqual({ path: works, version: '5.1.9-0+deb12u1', origin: 'PATH' });
});

test('findFfmpeg() takes $SVTK_FFMPEG before PATH', () => {
  machine(dirname(works));
  const named = program(join(folder, 'named'), 'echo "ffmpeg version n7.1 Copyright"');
  process.env['SVTK_FFMPEG'] = named;
  expect(findFfmpeg()).toEqual({ path: named, version: 'n7.1', origin: 'SVTK_FFMPEG' });
});

test('findFfmpeg() takes the one that svtk setup brought where PATH has none', () => {
  machine(dirname(breaks));
  program(staticFfmpegFile(), 'echo "ffmpeg version 7.0.2-static https://example.org"');
  expect(findFfmpeg()).toEqual({ path: staticFfmpegFile(), version: '7.0.2-static', origin: 'svtk setup' });
});

test('findFfmpeg() does not pass over a broken $SVTK_FFMPEG', () => {
  machine(dirname(works));
  process.env['SVTK_FFMPEG'] = breaks;
  expect(() => findFfmpeg()).toThrow(/\$SVTK_FFMPEG does not run: found -version ended with 127: libavcodec/);
  process.env['SVTK_FFMPEG'] = join(folder, 'missing');
  expect(() => findFfmpeg()).toThrow(/missing {2}\$SVTK_FFMPEG does not run: found .*ENOENT/);
});

test('findFfmpeg() where there is none names what it tried and the remedy', () => {
  machine(dirname(breaks), dirname(lies));
  expect(() => findFfmpeg()).toThrow(EnvironmentError);
  expect(() => findFfmpeg()).toThrow(
    /breaks\/ffmpeg \(-version ended with 127: libavcodec.*lies\/ffmpeg \(-version ended with 0: hello\)\n {2}svtk setup/,
  );
});
