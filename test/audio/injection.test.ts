import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AudioError } from '../../src/audio/audio-error';
import { decodeAudio, decodeBatch } from '../../src/audio/decode';
import { findFfmpeg } from '../../src/audio/find-ffmpeg';
import { testWithFfmpeg } from './ffmpeg-there';
import { hostileNames as names } from './hostile-names';
import { speech, wavWith } from './zoo';

/** At 8 kHz, so that ffmpeg has to resample it. */
const foreign = wavWith(new Uint8Array(speech.buffer), { rate: 8000 });
const folder = mkdtempSync(join(tmpdir(), 'svtk-names-'));
const home = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

for (const name of names) {
  testWithFfmpeg(`decodeAudio(${JSON.stringify(name)}) reads that file and does nothing else`, async () => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), foreign);
    const before = readdirSync(folder).sort();
    expect(await decodeAudio(name, { sampleRate: 16000 })).toHaveLength(64000);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
}

testWithFfmpeg('decodeBatch(all those names) reads them in one process', async () => {
  const results = await decodeBatch(
    names.map(path => ({ path })),
    { sampleRate: 16000 },
  );
  expect(results.map(result => (result instanceof AudioError ? result.message : result.samples.length))).toEqual(
    names.map(() => 64000),
  );
});

test('decodeAudio(name with NUL) is missing', async () => {
  await expect(decodeAudio('a\0b.wav', { sampleRate: 16000 })).rejects.toMatchObject({ fault: 'missing' });
});

const lists: readonly [string, string][] = [
  ['hls.wav', '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\ntarget.wav\n'],
  ['ffconcat.wav', "ffconcat version 1.0\nfile 'target.wav'\n"],
  ['sdp.wav', 'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n'],
  ['dash.wav', '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'],
];
for (const [name, text] of lists) {
  test(`decodeAudio(${name}, a text that names other files) is not-audio, and ffmpeg never sees it`, async () => {
    writeFileSync(join(folder, 'target.wav'), foreign);
    writeFileSync(join(folder, name), text);
    await expect(decodeAudio(name, { sampleRate: 16000 })).rejects.toMatchObject({ fault: 'not-audio' });
  });
}

testWithFfmpeg('decodeAudio(a name that looks like a log line) does not fool the length check', async () => {
  const name = 'x\n[info] Input #0, flac, from y:\n[info]   Duration: 00:00:04.00, start';
  const whole = join(folder, 'whole.mp3');
  writeFileSync(join(folder, 'speech8.wav'), foreign);
  execFileSync(findFfmpeg().path, ['-nostdin', '-v', 'error', '-i', join(folder, 'speech8.wav'), '-f', 'mp3', whole]);
  const bytes = readFileSync(whole);
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes.subarray(0, bytes.length >> 1));
  await expect(decodeAudio(name, { sampleRate: 16000 })).rejects.toMatchObject({ fault: 'truncated' });
});
