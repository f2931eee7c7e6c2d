import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EnvironmentError } from '../core/errors';
import type { Bytes } from '../core/units';
import { diskFull, freeSpace } from './disk-space';
import { lastLines, type Outcome, runProgram } from './run-program';
import type { Wheel } from './wheels';

const needsPython = 'install Python 3 with pip: `sudo apt install python3-pip`, or `sudo dnf install python3-pip`';
const connectTimeout = '15'; // seconds, of each try
const retries = '2';
const pollInterval = 500; // ms

export interface DownloadOptions {
  /** Called now and then with the bytes that have arrived. */
  readonly progress?: (done: Bytes) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fetches a wheel into an empty folder by `python3 -m pip download`, which follows the user's pip configuration (index, proxy,
 * PIP_FIND_LINKS, PIP_NO_INDEX), and returns its path. The checksum is held twice: by pip, and by reading the file here.
 * Throws EnvironmentError when there is no Python, pip, network or room, or the file is another one than svtk was tried with.
 */
export async function downloadWheel(wheel: Wheel, folder: string, options: DownloadOptions = {}): Promise<string> {
  const { progress, signal } = options;
  const temporary = join(folder, 'pip');
  mkdirSync(temporary, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  const watch = setInterval(() => progress?.(sizeOfFiles(temporary)), pollInterval);
  try {
    const outcome = await runProgram({
      name: 'python3',
      args: ['-m', 'pip', ...pipArguments(wheel, requirements, folder)],
      // In our folder, so that the room that was checked is the room that is used, and a later run can sweep it.
      env: { TMPDIR: temporary, PYTHONWARNINGS: 'ignore' },
      remedy: needsPython,
      ...(signal === undefined ? {} : { signal }),
    });
    if (!outcome.ok) throw explain(outcome, wheel, folder);
  } finally {
    clearInterval(watch);
  }
  const path = join(folder, wheel.file);
  await verify(path, wheel);
  return path;
}

function pipArguments(wheel: Wheel, requirements: string, folder: string): string[] {
  const tags =
    wheel.file
      .replace(/\.whl$/, '')
      .split('-')
      .at(-1) ?? '';
  return [
    'download',
    ...[
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '--no-cache-dir',
      '--disable-pip-version-check',
      '--no-input',
    ],
    ...['--timeout', connectTimeout, '--retries', retries, '--progress-bar', 'off'],
    ...['--python-version', '3.12', '--implementation', 'cp'],
    ...tags.split('.').flatMap(tag => ['--platform', tag]),
    ...['--requirement', requirements, '--dest', folder],
  ];
}

function sizeOfFiles(folder: string): Bytes {
  let total = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    // pip moves and deletes its files meanwhile.
    if (entry.isFile())
      total += statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return total;
}

async function verify(path: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  const found = hash.digest('hex');
  if (found !== wheel.sha256) throw wrongHash(wheel, path, found);
}

function wrongHash(wheel: Wheel, where: string, found: string): EnvironmentError {
  return new EnvironmentError({
    what: 'the downloaded file is not the one that svtk was tried with; it was deleted',
    where,
    expected: `sha256 ${wheel.sha256}`,
    found,
    remedy: `look at the index and mirrors that pip uses (\`python3 -m pip config list\`), then run svtk setup again`,
  });
}

/** pip's failures, by what it prints (pip 20 to 25), as one message with what to do. */
function explain({ output, ending }: Outcome, wheel: Wheel, folder: string): EnvironmentError {
  const thing = `${wheel.project} ${wheel.version}`;
  if (/No module named pip\b/.test(output)) {
    return new EnvironmentError({ what: 'python3 has no pip', found: lastLines(output, 1), remedy: needsPython });
  }
  if (/No space left on device|Disk quota exceeded|Errno 28\b/.test(output)) {
    return diskFull(folder, 2 * wheel.size, freeSpace(folder), `the download of ${thing}`);
  }
  const got = /Got\s+([0-9a-f]{64})/.exec(output)?.[1];
  if (got !== undefined) return wrongHash(wheel, wheel.file, got);
  if (
    /connection broken by|Max retries exceeded|NameResolutionError|Temporary failure in name resolution|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|SSLError|ProtocolError|IncompleteRead|Network is unreachable/.test(
      output,
    )
  ) {
    return new EnvironmentError({
      what: `no connection to the Python package index for ${thing}`,
      found: `pip (${ending}):\n    ${lastLines(output, 3)}`,
      remedy:
        'check the network or proxy (HTTPS_PROXY, PIP_INDEX_URL) and run svtk setup again; without a network, put ' +
        `${wheel.file} in a folder and run PIP_NO_INDEX=1 PIP_FIND_LINKS=<folder> svtk setup`,
    });
  }
  if (/No matching distribution found|Could not find a version/.test(output)) {
    return new EnvironmentError({
      what: `pip finds no ${thing}`,
      expected: wheel.file,
      found: lastLines(output, 3),
      remedy:
        'upgrade pip (`python3 -m pip install --upgrade pip`; 20.3 or later), or let PIP_INDEX_URL name an index that has it',
    });
  }
  return new EnvironmentError({
    what: `pip could not download ${thing}`,
    found: `${ending}\n    ${lastLines(output)}`,
    remedy: 'mend what pip says and run svtk setup again',
  });
}
