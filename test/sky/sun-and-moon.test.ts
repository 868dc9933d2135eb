import { describe, expect, it } from 'vitest';
import { crossings } from '../../sky/roots.js';
import {
  moonAltitude,
  moonIllumination,
  moonPhase,
  moonPosition,
  moonSeparation,
  nightOf,
  noonBefore,
  noonOf,
  type Site,
  sunAltitude,
  sunCrossing,
  toJ2000,
  twilight,
} from '../../sky/index.js';

const HOUR = 3_600_000;
const munich: Site = { latitude: 48, longitude: 11, elevation: 500 };
const tromso: Site = { latitude: 69.65, longitude: 18.96, elevation: 10 };

describe('a twilight', () => {
  it('has its events in order, each with the Sun at its altitude', () => {
    const night = twilight(Date.UTC(2025, 2, 21, 12), munich);
    const { sunset, civilDusk, nauticalDusk, astronomicalDusk, midnight } = night;
    const { astronomicalDawn, nauticalDawn, civilDawn, sunrise } = night;
    const events = [
      [sunset, -0.833],
      [civilDusk, -6],
      [nauticalDusk, -12],
      [astronomicalDusk, -18],
      [midnight, night.lowest],
      [astronomicalDawn, -18],
      [nauticalDawn, -12],
      [civilDawn, -6],
      [sunrise, -0.833],
    ] as const;
    const times = events.map(([at]) => at ?? NaN);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const [at, altitude] of events) expect(sunAltitude(at ?? NaN, munich)).toBeCloseTo(altitude, 4);
    expect(night.sun).toBe('rises and sets');
  });

  it('is the same from any noon of the day', () => {
    const noons = [9, 10, 12, 14, 16].map((hour) => twilight(Date.UTC(2025, 2, 21, hour), munich));
    for (const night of noons) {
      expect(Math.abs(night.midnight - (noons[0]?.midnight ?? NaN))).toBeLessThan(50);
      expect(Math.abs((night.sunset ?? NaN) - (noons[0]?.sunset ?? NaN))).toBeLessThan(50);
    }
  });

  it('tells a Sun that never sets from one that never rises', () => {
    const summer = nightOf({ year: 2025, month: 6, day: 21 }, tromso);
    expect(summer.sun).toBe('always up');
    expect([summer.sunset, summer.sunrise, summer.civilDusk]).toEqual([undefined, undefined, undefined]);
    expect(summer.lowest).toBeGreaterThan(2);

    const winter = nightOf({ year: 2025, month: 12, day: 21 }, tromso);
    expect(winter.sun).toBe('always down');
    expect([winter.sunset, winter.sunrise]).toEqual([undefined, undefined]);
    expect(winter.highest).toBeLessThan(-0.833);
    expect(winter.civilDusk).toBeDefined();
    expect(winter.astronomicalDawn).toBeDefined();
  });

  it('has no astronomical darkness in a summer of the middle latitudes', () => {
    const night = nightOf({ year: 2025, month: 6, day: 21 }, { ...munich, latitude: 52 });
    expect(night.nauticalDusk).toBeDefined();
    expect(night.astronomicalDusk).toBeUndefined();
    expect(night.astronomicalDawn).toBeUndefined();
    expect(night.lowest).toBeGreaterThan(-18);
  });

  it('answers at the poles', () => {
    for (const latitude of [90, -90, 89.9]) {
      for (let month = 1; month <= 12; month++) {
        const night = nightOf({ year: 2025, month, day: 10 }, { latitude, longitude: 0, elevation: 0 });
        expect(Number.isFinite(night.midnight)).toBe(true);
        expect(night.sun).not.toBe('rises and sets');
      }
    }
    expect(nightOf({ year: 2025, month: 6, day: 10 }, { latitude: 90, longitude: 0, elevation: 0 }).sun).toBe(
      'always up',
    );
    expect(nightOf({ year: 2025, month: 6, day: 10 }, { latitude: -90, longitude: 0, elevation: 0 }).sun).toBe(
      'always down',
    );
  });

  it('goes from polar day to polar night only through nights in which the Sun rises or sets', () => {
    const seen = new Set<string>();
    let before = '';
    for (let day = 1; day <= 365; day++) {
      const { sun } = nightOf({ year: 2025, month: 1, day }, tromso);
      if (sun !== 'rises and sets' && before !== '' && before !== 'rises and sets') expect(sun).toBe(before);
      before = sun;
      seen.add(sun);
    }
    expect(seen.size).toBe(3);
  });
});

describe('the noon of a night', () => {
  it('is that of local mean time, or of a zone', () => {
    expect(noonOf({ year: 2025, month: 3, day: 21 }, { longitude: 15 })).toBe(Date.UTC(2025, 2, 21, 11));
    expect(noonOf({ year: 2025, month: 3, day: 21 }, { longitude: -157 }, 14)).toBe(Date.UTC(2025, 2, 20, 22));
  });

  it('is the last one before an instant', () => {
    const place = { longitude: -90 };
    const noon = noonOf({ year: 2025, month: 3, day: 21 }, place);
    expect(noonBefore(noon, place)).toBe(noon);
    expect(noonBefore(noon + 23 * HOUR, place)).toBe(noon);
    expect(noonBefore(noon - 1, place)).toBe(noon - 24 * HOUR);
  });
});

describe('a crossing of the Sun', () => {
  it('begins from any instant, also with the Sun already below', () => {
    const from = Date.UTC(2025, 2, 21, 22);
    const dawn = sunCrossing(from, munich, -18, 'rising') ?? NaN;
    const dusk = sunCrossing(from, munich, -18, 'setting') ?? NaN;
    expect(dawn - from).toBeLessThan(8 * HOUR);
    expect(dusk - from).toBeGreaterThan(12 * HOUR);
    expect(sunAltitude(dusk, munich)).toBeCloseTo(-18, 4);
  });

  it('is undefined within a time in which there is none', () => {
    expect(sunCrossing(Date.UTC(2025, 5, 21), tromso, -0.833, 'setting')).toBeUndefined();
    expect(sunCrossing(Date.UTC(2025, 2, 21, 22), munich, -18, 'rising', HOUR)).toBeUndefined();
  });
});

describe('the search for crossings', () => {
  it('finds a visit across zero that no sample sees', () => {
    // A hump from -1 to +0.001, across zero for 20 s only.
    const hump = (at: number): number => 0.001 - ((at - 500_000) / 316_000) ** 2;
    const found = [...crossings(hump, 0, 1_000_000, 70_000)];
    expect(found.map(({ rising }) => rising)).toEqual([true, false]);
    expect(found[0]?.at).toBeCloseTo(500_000 - 9_993, -1);
    expect(found[1]?.at).toBeCloseTo(500_000 + 9_993, -1);
    const hollow = [...crossings((at) => -hump(at), 0, 1_000_000, 70_000)];
    expect(hollow.map(({ rising }) => rising)).toEqual([false, true]);
  });

  it('finds all zeros of a wave, in order and alternating', () => {
    const wave = (at: number): number => Math.sin((at - 50) / 1000);
    const found = [...crossings(wave, 0, 20_000, 700)];
    expect(found).toHaveLength(7);
    found.forEach(({ at, rising }, index) => {
      expect(Math.abs(at - (50 + index * Math.PI * 1000))).toBeLessThan(5);
      expect(rising).toBe(index % 2 === 0);
    });
  });
});

describe('the Moon', () => {
  // Instants of the phases: Astronomical Almanac 2025 (UT, to the minute).
  it.each([
    ['new', Date.UTC(2025, 2, 29, 10, 58), 0, 0],
    ['first quarter', Date.UTC(2025, 3, 5, 2, 15), 90, 0.5],
    ['full', Date.UTC(2025, 2, 14, 6, 55), 180, 1],
    ['last quarter', Date.UTC(2025, 2, 22, 11, 29), 270, 0.5],
  ])('is %s when the almanac says', (_, at, phase, lit) => {
    expect(Math.abs(((moonPhase(at) - phase + 540) % 360) - 180)).toBeLessThan(0.02);
    expect(moonIllumination(at)).toBeCloseTo(lit, 2);
  });

  it('is no distance from itself', () => {
    const at = Date.UTC(2025, 2, 14, 22);
    const here = toJ2000(moonPosition(at, munich), at);
    expect(moonSeparation(here, at, munich) * 3600).toBeLessThan(0.001);
    expect(moonAltitude(at, munich)).toBeGreaterThan(20);
  });
});
