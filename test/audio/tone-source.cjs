/** A source of test audio: a square wave whose period and length come from the id; ids that contain `bad` fail. */
const { DataError } = require('../../dist/core/errors.js');

exports.openWaveforms = ({ seconds = 0.1, pause = 0 } = {}) => ({ id }, rate = 16000) => {
  if (id.includes('bad')) throw new DataError({ what: 'this one is broken', where: id });
  if (id.includes('crash')) throw new TypeError('a fault of the source');
  if (pause > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 65521;
  const samples = new Int16Array(Math.round(rate * seconds * (0.5 + (hash % 100) / 100)));
  for (let at = 0; at < samples.length; at++) samples[at] = at % (20 + (hash % 50)) < 10 ? 1000 + (hash % 1000) : -2000;
  return samples;
};
