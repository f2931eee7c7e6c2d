const { availableParallelism } = require('node:os');

/** Tests run TypeScript through esbuild, in an environment that shares typed arrays with native code. */
module.exports = {
  testEnvironment: '<rootDir>/test/setting/environment.cjs',
  transform: { '^.+\\.ts$': '<rootDir>/test/setting/transform.cjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.SVTK_SLOW === '1' ? [] : ['\\.slow\\.test\\.ts$'])],
  testTimeout: 60000,
  // jest leaves one processor free, so that two would run one test file at a time: 432 s where two take 248.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
