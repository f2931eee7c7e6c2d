import { crc32, crc32ByTable } from '../../src/manifest/crc32';

test('crc32(bytes) is 0xcbf43926 of the digits 1 to 9, by zlib and by table', () => {
  const digits = Buffer.from('123456789');
  expect([crc32(digits), crc32ByTable(digits)]).toEqual([0xcbf43926, 0xcbf43926]);
  expect([crc32(Buffer.alloc(0)), crc32ByTable(Buffer.alloc(0))]).toEqual([0, 0]);
});
