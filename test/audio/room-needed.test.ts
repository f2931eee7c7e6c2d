import { tmpdir } from 'node:os';
import { roomNeeded, warnOfRoom } from '../../src/audio/room-needed';
import type { RunEvent } from '../../src/core/events';

test('roomNeeded(total) tells the rest by the mean of the rows before it', () => {
  const room = roomNeeded(1000);
  expect(room.left()).toBeUndefined();
  room.add(100, 25_600_000);
  room.add(100, 12_800_000);
  expect(room.left()).toBe(153_600_000);
  room.add(900, 0); // the list was longer than it was said to be
  expect(room.left()).toBe(0);
});

test('warnOfRoom(room) speaks where the rest does not fit, and only then', () => {
  const events: RunEvent[] = [];
  const room = roomNeeded(1_000_000);
  room.add(10, 1000);
  warnOfRoom(room, tmpdir(), event => events.push(event));
  expect(events).toEqual([]);
  room.add(10, 1e18);
  warnOfRoom(room, tmpdir(), event => events.push(event));
  expect(events).toEqual([
    { type: 'warning', text: expect.stringMatching(/the rest will take about .*, and .* are free$/) },
  ]);
});
