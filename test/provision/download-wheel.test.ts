import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { EnvironmentError, InterruptedError } from '../../src/core/errors';
import { downloadWheel } from '../../src/provision/download-wheel';
import type { Wheel } from '../../src/provision/wheels';
import { failingPip, fakePip, fakeProgram, isRunning, withPath } from './fake-programs';

const folder = mkdtempSync(join(tmpdir(), 'svtk-download-'));
afterAll(() => rmSync(folder, { recursive: true }));
let cases = 0;
const fresh = (): string => mkdtempSync(join(folder, `${++cases}-`));

const content = Buffer.from('the wheel');
const wheel: Wheel = {
  project: 'some-wheel',
  version: '1.2',
  file: 'some_wheel-1.2-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
  sha256: createHash('sha256').update(content).digest('hex'),
  size: content.length,
  unpacked: content.length,
  take: [],
};

/** downloadWheel with the programs of one folder put before all others. */
function download(programs: string, signal?: AbortSignal): Promise<string> {
  const path = `${programs}${delimiter}${process.env['PATH']}`;
  return withPath(path, () => downloadWheel(wheel, fresh(), signal === undefined ? {} : { signal }));
}

async function failure(programs: string): Promise<string> {
  const error: unknown = await download(programs).catch(error => error);
  expect(error).toBeInstanceOf(EnvironmentError);
  return error instanceof Error ? error.message : '';
}

test('downloadWheel asks pip for one wheel by name, version, hash and platform, with bounded patience', async () => {
  const programs = fresh();
  const source = join(fresh(), wheel.file);
  writeFileSync(source, content);
  fakePip(
    programs,
    source,
    `echo "$TMPDIR" > ${programs}/tmpdir; cat "$dest/requirements.txt" > ${programs}/requirements`,
  );
  fakeProgram(join(programs, 'spy'), 'python3', `echo "$@" > ${programs}/args; exec ${programs}/python3 "$@"`);
  const path = await download(join(programs, 'spy'));
  expect(readFileSync(path)).toEqual(content);
  expect(readFileSync(join(programs, 'requirements'), 'utf8')).toBe(`some-wheel==1.2 --hash=sha256:${wheel.sha256}\n`);
  const args = readFileSync(join(programs, 'args'), 'utf8');
  expect(args).toMatch(/^-m pip download --no-deps --require-hashes --only-binary=:all: /);
  expect(args).toContain('--platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 ');
  expect(args).toContain('--timeout 15 --retries 2 ');
  // pip's own temporary copy lies where the room was checked.
  expect(readFileSync(join(programs, 'tmpdir'), 'utf8')).toContain(folder);
});

test('downloadWheel refuses a file of another content, though pip let it pass', async () => {
  const programs = fresh();
  const source = join(fresh(), wheel.file);
  writeFileSync(source, 'another wheel');
  fakePip(programs, source);
  const message = await failure(programs);
  expect(message).toContain(
    `expected sha256 ${wheel.sha256}, found ${createHash('sha256').update('another wheel').digest('hex')}`,
  );
});

test('downloadWheel without python3 says how to install it', async () => {
  const error: unknown = await withPath(fresh(), () => downloadWheel(wheel, fresh())).catch(error => error);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toHaveProperty(
    'message',
    expect.stringMatching(/^cannot find python3\n.*sudo apt install python3-pip/),
  );
});

// What the programs really print: Python 3.11, pip 23.2.1 and 26.3.
const noConnection =
  "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7f86>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/some-wheel/\n" +
  'ERROR: Could not find a version that satisfies the requirement some-wheel==1.2 (from versions: none)\n' +
  'ERROR: No matching distribution found for some-wheel==1.2';
const wrongHash = `ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.
    some-wheel==1.2 from some_wheel-1.2-py3-none-any.whl (from -r requirements.txt (line 1)):
        Expected sha256 ${wheel.sha256}
             Got        4e1f36bef7bedd4bc5dc25f60a8345d88f57133fa1e754f09b411ac61b854408`;
const noSuchVersion =
  'ERROR: Could not find a version that satisfies the requirement some-wheel==1.2 (from versions: 0.6.0, 0.7.0)\n' +
  'ERROR: No matching distribution found for some-wheel==1.2';

test.each([
  ['no pip', '/usr/bin/python3: No module named pip', /^python3 has no pip.*\n.*python3-pip/],
  ['no connection', noConnection, /^no connection to the Python package index for some-wheel 1\.2.*PIP_FIND_LINKS=/s],
  ['another hash', wrongHash, /expected sha256 [0-9a-f]{64}, found 4e1f36.*pip config list/s],
  ['no such version', noSuchVersion, /^pip finds no some-wheel 1\.2.*0\.6\.0, 0\.7\.0.*upgrade pip/s],
  [
    'a full disk',
    '    content_file.write(chunk)\nOSError: [Errno 28] No space left on device',
    /^\/.*not enough room.*MB free, found/,
  ],
  [
    'something new',
    'Killed by the moon',
    /^pip could not download some-wheel 1\.2: found exit code 1\n {4}Killed by the moon/,
  ],
])('downloadWheel says what to do when pip meets %s', async (_case, text, expected) => {
  const programs = fresh();
  failingPip(programs, text);
  expect(await failure(programs)).toMatch(expected);
});

test('downloadWheel that is aborted stops pip and all that pip started', async () => {
  const programs = fresh();
  fakeProgram(programs, 'python3', `sleep 1000 & echo $! > ${programs}/child; wait`);
  const controller = new AbortController();
  setTimeout(() => controller.abort(new InterruptedError('interrupted')), 500);
  await expect(download(programs, controller.signal)).rejects.toBeInstanceOf(InterruptedError);
  const child = Number(readFileSync(join(programs, 'child'), 'utf8'));
  expect(isRunning(child)).toBe(false);
});
