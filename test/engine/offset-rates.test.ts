import { describe, expect, it } from 'vitest';
import { AlpacaError, InvalidValueError } from '../../devices/alpaca/errors.js';
import type { Telescope } from '../../devices/roles/index.js';
import { clearOffset, keepsOffset, offsetAbility, ratesOf, setOffset } from '../../engine/steps/offset-rates.js';

const { signal } = new AbortController();
const PLACE = {
  device: { type: 'telescope', number: 0, url: 'http://simulator' },
  member: 'rightAscensionRate',
} as const;

/** As much of a mount as its rates need; every write is noted. */
function mount(changes: Partial<Telescope> = {}) {
  const rates = { ra: 0, dec: 0 };
  const written: string[] = [];
  const telescope = {
    canSetRightAscensionRate: async () => true,
    canSetDeclinationRate: async () => true,
    trackingRate: async () => 'sidereal',
    rightAscensionRate: async () => rates.ra,
    declinationRate: async () => rates.dec,
    setRightAscensionRate: async (rate: number) => {
      written.push(`ra ${String(rate)}`);
      rates.ra = rate;
    },
    setDeclinationRate: async (rate: number) => {
      written.push(`dec ${String(rate)}`);
      rates.dec = rate;
    },
    ...changes,
  } as unknown as Telescope;
  return { telescope, written };
}

describe('offset rates', () => {
  it('are seconds of right ascension in a sidereal second, and arcseconds in one of the clock', () => {
    // Alpaca: rates in seconds of right ascension a clock second are multiplied by 0.9972695677.
    const { ra, dec } = ratesOf({ ra: 1, dec: 1 });
    expect(ra).toBeCloseTo(0.9972695677, 7);
    expect(dec).toBe(1);
  });

  it('need both axes and the sidereal rate', async () => {
    const able = async (changes: Partial<Telescope>) => offsetAbility(mount(changes).telescope, signal);
    expect(await able({})).toEqual({ able: true });
    const no = (): Promise<boolean> => Promise.resolve(false);
    const none = { able: false, why: 'the mount takes no offset to its tracking' };
    expect(await able({ canSetRightAscensionRate: no, canSetDeclinationRate: no })).toEqual(none);
    expect(await able({ canSetRightAscensionRate: no })).toEqual({ ...none, why: `${none.why} in right ascension` });
    expect(await able({ trackingRate: async () => 'solar' })).toMatchObject({ able: false });
    // A driver that does not even know the questions.
    const unknown = (): Promise<never> => Promise.reject(new AlpacaError(PLACE, 0x400, '', 'NotImplemented'));
    expect(await able({ canSetDeclinationRate: unknown })).toMatchObject({ able: false });
    expect(await able({ trackingRate: unknown })).toEqual({ able: true });
  });

  it('are both taken back when the mount refuses one of them', async () => {
    const { telescope, written } = mount({
      setDeclinationRate: () => Promise.reject(new InvalidValueError(PLACE, 0x401, 'too fast', 'InvalidValue')),
    });
    expect(await setOffset(telescope, { ra: 0.02, dec: 9 }, signal)).toBe(false);
    expect(written).toEqual(['ra 0.02', 'ra 0']);
  });

  it('fail when what is wrong may pass, and are not sent again', async () => {
    let calls = 0;
    const { telescope } = mount({
      setRightAscensionRate: () => {
        calls++;
        return Promise.reject(new AlpacaError(PLACE, 0x500, 'the cable', 'DriverError'));
      },
    });
    await expect(setOffset(telescope, { ra: 0.02, dec: 0 }, signal)).rejects.toThrow('the cable');
    expect(calls).toBe(1);
  });

  it('are known to be kept by reading them back, to within what gears lose', async () => {
    const { telescope } = mount();
    await setOffset(telescope, { ra: 0.0301, dec: 0.25 }, signal);
    expect(await keepsOffset(telescope, { ra: 0.03, dec: 0.25 }, signal)).toBe(true);
    expect(await keepsOffset(telescope, { ra: 0.03, dec: -0.25 }, signal)).toBe(false);
  });

  it('are only taken back where there are any', async () => {
    const { telescope, written } = mount();
    expect(await clearOffset(telescope, signal)).toBe(false);
    await setOffset(telescope, { ra: 0, dec: 0.5 }, signal);
    expect(await clearOffset(telescope, signal)).toBe(true);
    expect(written).toEqual(['ra 0', 'dec 0.5', 'dec 0']);
  });
});
