import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SystemClock } from '../../devices/clock.js';
import { frameBytes, freeBytes, judgeSpace } from '../../engine/fits/disk-space.js';

test('the free space of a folder is known before it exists', async () => {
  const clock = new SystemClock();
  const there = await freeBytes(tmpdir(), clock);
  const notYet = await freeBytes(join(tmpdir(), 'not', 'there', 'yet'), clock);
  expect(there).toBeGreaterThan(0);
  expect(Math.abs(notYet - there)).toBeLessThan(there / 2);
});

test('it is told for how many frames there is room', () => {
  const each = frameBytes(6248, 4176);
  expect(each).toBeGreaterThan(6248 * 4176 * 2);
  expect(each % 2880).toBe(0);
  expect(frameBytes(6248, 4176, 2)).toBeLessThan(each / 3.9);
  expect(judgeSpace(20e9, 120, each, '/images')).toEqual({
    enough: true,
    frames: expect.any(Number) as number,
    text: '20.0 GB free in /images: room for all 120 frames',
  });
  const short = judgeSpace(2e9, 120, each, '/images');
  expect(short).toMatchObject({ enough: false, frames: 28 });
  expect(short.text).toBe('2.0 GB free in /images: room for 28 of 120 frames');
  expect(judgeSpace(1000, 1, each, '/images').frames).toBe(0);
});
