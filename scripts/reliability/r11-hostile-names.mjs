import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Count, NotHere } from './count.mjs';
import { filesBelow, inFolder } from './folder.mjs';
import { compiled, testModule } from './load.mjs';

/** Texts that name another file, in clothes of a recording. */
const lists = {
  'hls.wav': '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\ntarget.wav\n',
  'ffconcat.wav': "ffconcat version 1.0\nfile 'target.wav'\n",
  'sdp.wav': 'v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n',
};

const program = `
  const { decodeBatch, decodeAudio } = require(${JSON.stringify(compiled('audio/decode'))});
  const paths = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
  (async () => {
    const found = await decodeBatch(paths.map(path => ({ path })), { sampleRate: 16000 });
    const alone = [];
    for (const path of paths) alone.push(await decodeAudio(path, { sampleRate: 16000 }).then(wave => wave.length, error => error.fault));
    const batch = found.map(result => result.samples?.length ?? result.fault);
    process.stdout.write(JSON.stringify([batch, alone]));
  })();`;

export default {
  id: 'R11',
  what: 'names and texts that a shell or ffmpeg would obey',
  goal: '0 other programs, 0 connections, 0 foreign files read',
  run: () =>
    inFolder(async folder => {
      if (spawnSync('strace', ['-V']).status !== 0) throw new NotHere('strace is missing');
      const { hostileNames } = await testModule('audio/hostile-names');
      const { speech, wavWith } = await testModule('audio/zoo');
      const sound = wavWith(new Uint8Array(speech.buffer), { rate: 8000 }); // for ffmpeg to resample
      const names = [...hostileNames, ...Object.keys(lists)];
      const place = join(folder, 'place');
      for (const name of names) {
        mkdirSync(dirname(join(place, name)), { recursive: true });
        writeFileSync(join(place, name), lists[name] ?? sound);
      }
      writeFileSync(join(place, 'target.wav'), sound);
      writeFileSync(join(folder, 'decode.cjs'), program);
      writeFileSync(join(folder, 'names.json'), JSON.stringify(names));
      const before = filesBelow(place).join('\n');
      const words = ['-f', '-qq', '-s', '200', '-e', 'trace=connect,execve,openat', '-o', join(folder, 'trace')];
      const { stdout, stderr } = spawnSync(
        'strace',
        [...words, process.execPath, join(folder, 'decode.cjs'), join(folder, 'names.json')],
        { cwd: place, encoding: 'utf8' },
      );
      if (stdout === '') throw new Error(stderr);
      const [batch, alone] = JSON.parse(stdout);
      const trace = readFileSync(join(folder, 'trace'), 'utf8').split('\n');
      const count = new Count();
      for (const [index, name] of names.entries()) {
        const expected = name in lists ? 'not-audio' : 2 * speech.length;
        const right = batch[index] === expected && alone[index] === expected;
        count.check(right, `${JSON.stringify(name)}: ${batch[index]}, ${alone[index]}`);
      }
      const programs = trace.flatMap(line => /execve\("([^"]*)"/.exec(line)?.[1] ?? []).map(path => basename(path));
      const others = programs.filter(name => name !== 'ffmpeg' && name !== basename(process.execPath));
      count.check(programs.includes('ffmpeg') && others.length === 0, `programs: ${others.join(', ')}`);
      const connections = trace.filter(line => line.includes('connect('));
      count.check(connections.length === 0, connections.join('; '));
      const foreign = trace.filter(line => line.includes('target.wav'));
      count.check(foreign.length === 0, foreign.join('; '));
      count.check(filesBelow(place).join('\n') === before, 'files appeared');
      return count.with(`${others.length} other programs, ${connections.length} connections, ${foreign.length} files`);
    }),
};
