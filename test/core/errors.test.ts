import { DataError } from '../../src/core/errors';

test('new DataError(fault) writes control characters out, since a terminal would obey them', () => {
  const { message } = new DataError({ what: 'bad', where: 'a\u001b[31m.wav', found: 'x\ry', remedy: 'none' });
  expect(message).toBe('a\\x1b[31m.wav  bad: found x\\x0dy\n  none');
  expect(new DataError('one\n\u0007two').message).toBe('one\n\\x07two');
});
