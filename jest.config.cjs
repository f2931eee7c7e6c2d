/** Tests run TypeScript through esbuild, in an environment that shares typed arrays with native code. */
module.exports = {
  testEnvironment: '<rootDir>/test/setting/environment.cjs',
  transform: { '^.+\\.ts$': '<rootDir>/test/setting/transform.cjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.SVTK_SLOW === '1' ? [] : ['\\.slow\\.test\\.ts$'])],
  testTimeout: 60000,
};
