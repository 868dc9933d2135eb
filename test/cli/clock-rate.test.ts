import { describe, expect, it } from 'vitest';
import { ScaledClock } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { requireSpeed } from '../../engine/cli/wiring/clock-rate.js';

/** A mount whose time runs at a speed, tells every so many ms, and answers after 40 ms. */
function mount(speed: number, tells = 1) {
  const base = new VirtualClock(0);
  const own = new ScaledClock(base, speed, Date.UTC(2026, 10, 21, 22, 0, 3, 700));
  const telescope = {
    utcDate: async () => {
      await base.sleep(40);
      return Math.floor(own.now() / tells) * tells;
    },
  };
  return (of: number) => base.drive(requireSpeed(telescope, of, base));
}

describe('the speed of a night', () => {
  it.each([
    [1, 1],
    [10, 10],
    [60, 60],
  ])('is that of the observatory: %d and %d', async (speed, of) => {
    await expect(mount(speed)(of)).resolves.toBeUndefined();
  });

  it.each([1000, 4000])('is not doubted for a mount that tells its time in steps of %d ms', async (tells) => {
    await expect(mount(1, tells)(1)).resolves.toBeUndefined();
  });

  it('is asked for when the observatory runs faster', async () => {
    await expect(mount(10)(1)).rejects.toThrow(/runs 10 times as fast/u);
    await expect(mount(10)(1)).rejects.toHaveProperty('hint', expect.stringContaining('--speed 10'));
  });

  it('is one when the observatory runs as time does', async () => {
    await expect(mount(1)(10)).rejects.toHaveProperty('hint', 'Leave --speed away.');
  });
});
