import { describe, expect, test } from 'vitest';
import { nightView, VIEW_LINES } from '../../engine/cli/live/night-view.js';
import type { NightStatus } from '../../engine/night/status.js';
import { SiteTime } from '../../engine/story/site-time.js';

const NOW = Date.parse('2026-11-21T22:00:00Z');
const STATUS: NightStatus = {
  plan: 'Andromeda and the Pleiades',
  observatory: 'Backyard',
  activity: 'observing',
  held: false,
  safety: { verdict: 'safe', reason: 'the safety monitor says safe' },
  target: 'M31',
  step: 'L 180 s, 12 of 40',
  doing: 'exposing',
  exposure: { title: 'L 180 s', start: NOW - 90_000, duration: 180_000 },
  frames: { done: 11, total: 110 },
  nextFlip: NOW + 4_800_000,
  start: NOW - 3_600_000,
  end: NOW + 28_920_000,
};

function view(change: Partial<NightStatus> = {}, width = 79, notice?: string): readonly string[] {
  const time = new SiteTime('UTC');
  return nightView({ ...STATUS, ...change }, NOW, { terminal: { color: false }, time, width, notice });
}

describe('the live view', () => {
  test('shows target, step, exposure, frames, flip, time left and the weather', () => {
    const text = view().join('\n');
    expect(text).toContain('M31: L 180 s, 12 of 40');
    expect(text).toMatch(/\[#+\.+\] exposing 90 of 180 s/);
    expect(text).toContain('frames 11 of 110 | flip 23:20, in 1 h 20 min | ends 06:02, in 8 h 02 min | safe');
    expect(text).toContain('22:00:00');
  });

  test('announces no flip that the night does not last for', () => {
    expect(view({ nextFlip: STATUS.end + 1 }).at(-1)).toBe('frames 11 of 110 | ends 06:02, in 8 h 02 min | safe');
    expect(view({ activity: 'closing' }).at(-1)).not.toContain('flip');
  });

  test('says how sharp the last frame is, and where its picture lies', () => {
    const lastFrame = { key: 'M31/L-180s#11', stars: 95, hfr: 2.104, preview: '/nights/m31/previews/M31_L_0011.jpg' };
    expect(view({ lastFrame }, 99)[4]).toBe(
      'last M31/L-180s#11: HFR 2.10 px, 95 stars: /nights/m31/previews/M31_L_0011.jpg',
    );
    expect(view({ lastFrame: { key: 'M31/L-180s#11', stars: 1 } })[4]).toBe('last M31/L-180s#11: 1 star');
    expect(view()[4]).toBe('');
  });

  test.each([20, 40, 79, 200])('is never wider than %i columns, nor taller or lower than it was', (width) => {
    const states: readonly Partial<NightStatus>[] = [
      {},
      { lastFrame: { key: 'M31/L-180s#11', stars: 95, hfr: 2.1, preview: `/home/${'observer/'.repeat(30)}a.jpg` } },
      { exposure: undefined, doing: 'slewing to a place that takes many words to tell', fraction: 0.5 },
      { exposure: undefined, doing: 'cooling', waitingUntil: NOW + 60_000 },
      { alarm: 'the roof does not close, whatever is tried, and somebody has to go and look at it now' },
      { activity: 'waiting', safety: { verdict: 'unknown', reason: 'the safety monitor cannot be read: no answer' } },
      { activity: 'waiting', start: NOW + 7_200_000 },
    ];
    for (const state of states) {
      const lines = view(state, width);
      expect(lines).toHaveLength(VIEW_LINES);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test('says what a closed observatory waits for', () => {
    expect(view({ activity: 'waiting', start: NOW + 7_200_000 })[2]).toBe(
      'waiting for the night: 00:00, in 2 h 00 min',
    );
    expect(view({ activity: 'waiting', safety: { verdict: 'unsafe', reason: 'clouds' } })[2]).toMatch(
      /until it is safe: clouds/,
    );
    expect(view({ activity: 'waiting', held: true })[2]).toMatch(/on hold/);
  });

  test('an alarm stands in place of everything that is less urgent', () => {
    expect(view({ alarm: 'the roof does not close' }).at(-1)).toBe('ALARM: the roof does not close');
  });
});
