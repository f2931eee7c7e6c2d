const { TestEnvironment } = require('jest-environment-node');

/** jest gives each test file typed arrays of its own; arrays that come from native code would then fail `instanceof`. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const shared = ['Float32Array', 'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Uint8ClampedArray',
      'Uint16Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array', 'SharedArrayBuffer', 'DataView', 'Error',
      'TypeError', 'RangeError'];
    for (const name of shared) this.global[name] = globalThis[name];
  }
};
