import { describe, expect, it } from 'vitest';
import { expose, frames, SKIP, step, target } from '../support/plans.js';
import { type Seen, type TransitNight, transitNight } from './transit-night.js';

const MINUTE = 60_000;

/** Frames that stand in no target, after a slew of their own. */
function alone({ hourAngle = -0.2, declination = 40, set, ...more }: TransitNight = {}): Promise<Seen> {
  const to = { kind: 'hour angle', hourAngle, dec: declination } as const;
  return transitNight({
    steps: [
      step('slew', { body: { to } }),
      expose('field', 6, { frames: frames('field', 6, { exposure: 300, ...set }) }),
    ],
    ...more,
  });
}

const keys = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `field#${String(i + 1)}`);

describe('frames without a target, around the meridian', () => {
  it('are taken on both sides of it, with a flip in between', async () => {
    const night = await alone();
    expect(night.result.outcome).toBe('completed');
    expect(night.frames).toEqual(keys(6));
    expect(night.decisions('flip', 'flipped')).toEqual([expect.stringMatching(/as it should/u)]);
    expect(night.hazards).toEqual([]);
    expect(night.decisions('limits')).toEqual([]);
  });

  it('flip with every kind of mount that flips, and with no other', async () => {
    const mounts: readonly (readonly [TransitNight, number])[] = [
      [{ meridian: { trackPast: 0 } }, 1],
      [{ meridian: { crossing: 'wait' } }, 1],
      [{ meridian: { crossing: 'shorten' } }, 1],
      [{ mount: { reportsSideOfPier: false }, meridian: { whenNoSide: 'hour angle' } }, 1],
      [{ site: { latitude: -33, longitude: -70, elevation: 2400 }, declination: -40 }, 1],
      [{ mount: { kind: 'fork' }, meridian: { trackPast: 60 * MINUTE } }, 0],
      [{ mount: { kind: 'alt-az' }, meridian: { trackPast: 60 * MINUTE } }, 0],
    ];
    for (const [more, flips] of mounts) {
      const night = await alone(more);
      expect([night.result.outcome, night.frames, night.hazards]).toEqual(['completed', keys(6), []]);
      expect(night.decisions('flip', 'flipped')).toHaveLength(flips);
    }
  });

  it('flip at once when the slew ended in the wrong state, and not at all far from the meridian', async () => {
    const near = await alone({ hourAngle: -0.005 });
    expect(near.frames).toEqual(keys(6));
    expect(near.hazards).toEqual([]);
    const far = await alone({ hourAngle: 1 });
    expect(far.decisions('flip', 'flipped')).toEqual([]);
    expect(far.frames).toEqual(keys(6));
  });

  it('flip after clouds in which the meridian was passed', async () => {
    const night = await alone({
      prepare: (world, clock) => {
        const from = clock.now() + 8 * MINUTE;
        world.weather.during('clouds', { from, to: from + 20 * MINUTE });
      },
    });
    expect(night.frames).toEqual(keys(6));
    expect(night.hazards).toEqual([]);
  });

  it('ask nothing of a mount that stands still or is parked: darks are taken at their own time', async () => {
    for (const first of [step('park'), step('track', { body: 'off' })]) {
      const night = await alone({
        steps: [
          step('slew', { body: { to: { kind: 'hour angle', hourAngle: -0.2, dec: 40 } } }),
          first,
          expose('field', 6, { frames: frames('field', 6, { exposure: 300, type: 'dark' }) }),
        ],
      });
      expect(night.frames).toEqual(keys(6));
      expect(night.decisions('flip')).toEqual([]);
      expect(night.hazards).toEqual([]);
    }
  });

  it('are taken although the mount cannot be asked', async () => {
    const night = await alone({
      hourAngle: 1,
      set: { type: 'dark', exposure: 60 },
      prepare: (world, clock) =>
        world.faults.add({ device: 'telescope', member: 'destinationSideOfPier', kind: 'refuse', from: clock.now() }),
    });
    expect(night.frames).toEqual(keys(6));
  });

  it('flip for what a target left the mount on, too', async () => {
    const night = await alone({
      steps: [
        target('t', [frames('t/L', 2, { exposure: 120 })], {
          position: { kind: 'hour angle', hourAngle: -0.2, dec: 40 },
        }),
        expose('field', 6, { frames: frames('field', 6, { exposure: 300 }), onError: SKIP }),
      ],
    });
    expect(night.frames).toHaveLength(8);
    expect(night.decisions('flip', 'flipped')).toHaveLength(1);
    expect(night.hazards).toEqual([]);
  });

  it('end the night, secured, when the mount does not flip', async () => {
    const night = await alone({
      prepare: (world, clock) =>
        world.faults.add({
          device: 'telescope',
          member: 'slewToCoordinatesAsync',
          kind: 'refuse',
          from: clock.now() + 10 * MINUTE,
        }),
    });
    expect(night.result.outcome).toBe('ended by a failure');
    expect(night.result.secured).toMatchObject({ parked: true, closed: true });
    expect(night.hazards).toEqual([]);
  });
});
