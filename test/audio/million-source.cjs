/** A source of a million tiny recordings: 16 samples that say which they are. */
exports.openWaveforms = () => ({ id }) => Int16Array.from({ length: 16 }, (_, at) => (Number(id.slice(-7)) >> at) & 0x7fff);
