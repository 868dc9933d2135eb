import { describe, expect, it } from 'vitest';
import type { World } from '../../devices/simulator/index.js';
import { apparent, wrapHours } from '../../sky/index.js';
import { transitNight, type TransitNight } from './transit-night.js';

const MINUTE = 60_000;
const EVENING = Date.parse('2026-11-21T21:00:00Z');
const SOUTH = { latitude: -30.17, longitude: -70.8, elevation: 2200 };
const BELOW_POLE = { hourAngle: 11.6, declination: 80 };
const TWELVE = Array.from({ length: 12 }, (_, i) => `t/L#${String(i + 1)}`);

/** Each kind of mount through a transit, and how it is known that it has flipped; undefined for one that does not. */
const KINDS: readonly (readonly [string, TransitNight, string | undefined])[] = [
  ['a German mount that may track past the meridian', {}, 'the mount reads pierEast, as it should'],
  [
    'one that stops hard at the meridian',
    { mount: { hardStop: 0.3 }, meridian: { trackPast: 0 } },
    'the mount reads pierEast, as it should',
  ],
  ['one whose exposures shall not cross', { meridian: { crossing: 'wait' } }, 'the mount reads pierEast, as it should'],
  [
    'one whose exposures are shortened',
    { meridian: { crossing: 'shorten' } },
    'the mount reads pierEast, as it should',
  ],
  [
    'one that tells no side',
    { mount: { reportsSideOfPier: false } },
    'the mount tells no side; it was seen to turn over, 25 s long and 61 deg away from the target on its way, and stands where it was sent',
  ],
  ['one that tells its side late', { mount: { sideDelay: 12 } }, 'the mount reads pierEast, as it should'],
  [
    'one that tells its side but foretells nothing',
    { mount: { reportsDestination: false } },
    'the mount reads pierEast after pierWest, and stands where it was sent',
  ],
  [
    'one that tells the side of its tube',
    { mount: { side: 'physical side' } },
    'the mount reads pierEast, as it should',
  ],
  [
    'one that can be told its side, and has to be',
    { mount: { sticky: 1 } },
    'the mount was told to go to pierEast, and reads it',
  ],
  [
    'one that flips at the third attempt only',
    { mount: { sticky: 1.2, canSetPierSide: false } },
    'the mount reads pierEast, as it should',
  ],
  ['one that flips 20 min early', { mount: { flipAt: -5, trackPast: 6 } }, 'the mount reads pierEast, as it should'],
  ['one that flips 20 min late', { mount: { flipAt: 5 } }, 'the mount reads pierEast, as it should'],
  [
    'one that flips late and stops hard',
    { mount: { flipAt: 2 }, meridian: { trackPast: 0 } },
    'the mount reads pierEast, as it should',
  ],
  ['a fork', { mount: { kind: 'fork' } }, undefined],
  ['a fork that tells no side', { mount: { kind: 'fork', reportsSideOfPier: false } }, undefined],
  ['an alt-az mount', { mount: { kind: 'alt-az' } }, undefined],
  ['a German mount in the south', { site: SOUTH, declination: -40 }, 'the mount reads pierEast, as it should'],
  ['a target half a degree from the pole', { declination: 89.5 }, 'the mount reads pierEast, as it should'],
  ['a target in the zenith', { declination: 28.76 }, 'the mount reads pierEast, as it should'],
  ['a lower transit', BELOW_POLE, 'the mount reads pierWest, as it should'],
  [
    'a lower transit in the south',
    { site: SOUTH, hourAngle: 11.6, declination: -80 },
    'the mount reads pierWest, as it should',
  ],
  [
    'a lower transit of a mount that tells no side',
    { ...BELOW_POLE, mount: { reportsSideOfPier: false } },
    'the mount tells no side; it was seen to turn over, 25 s long and 19 deg away from the target on its way, and stands where it was sent',
  ],
  [
    'a lower transit of one that tells the side of its tube',
    { ...BELOW_POLE, mount: { side: 'physical side' } },
    'the mount reads pierWest, as it should',
  ],
  [
    'a target that goes below the pole, of a mount that tells the side of its tube',
    { hourAngle: 5.6, declination: 80, mount: { side: 'physical side' } },
    undefined,
  ],
  ['a target acquired just past the meridian', { hourAngle: 0.01 }, undefined],
];

describe('a night around a transit', () => {
  it.each(KINDS)('with %s', async (_kind, night, known) => {
    const seen = await transitNight(night);
    expect(seen.result).toMatchObject({ outcome: 'completed', secured: { parked: true, closed: true } });
    expect(seen.frames).toEqual(TWELVE);
    expect(seen.decisions('flip', 'flipped')).toEqual(known === undefined ? [] : [`flipped: ${known}`]);
    expect(seen.decisions('limits')).toEqual([]);
    expect(seen.hazards).toEqual([]);
  });

  it('takes a shortened frame as the one that was due, with the exposure that it truly had', async () => {
    const seen = await transitNight({ meridian: { crossing: 'shorten' } });
    const exposed = seen.of('file').map(({ exposure }) => exposure['duration']);
    expect(exposed.filter((duration) => duration !== 300)).toEqual([219]);
  });

  it('lets the target say otherwise than the observatory', async () => {
    const seen = await transitNight({ meridian: { crossing: 'wait' }, target: { crossing: 'finish' } });
    expect(seen.decisions('flip', 'wait')).toEqual([]);
  });

  it('does not flip for the sake of a target that has had its last frame', async () => {
    const seen = await transitNight({ set: { count: 5 } });
    expect(seen.frames).toHaveLength(5);
    expect(seen.decisions('flip', 'flipped')).toEqual([]);
  });

  it('flips while the last frame before it downloads', async () => {
    const seen = await transitNight();
    const flip = seen.records.findIndex((record) => record.type === 'begin' && record.kind === 'flip');
    const saved = seen.records.findIndex((record, i) => i > flip && record.type === 'file');
    const flipped = seen.records.findIndex((record) => record.type === 'decision' && record.action === 'flipped');
    expect(seen.records[flip]).toMatchObject({ title: 'meridian flip on t, during the download' });
    expect(saved).toBeGreaterThan(flip);
    expect(saved).toBeLessThan(flipped);
  });
});

describe('a flip that falls due while it is unsafe', () => {
  /** Clouds from some minutes after the beginning, for some minutes. */
  const clouds = (from: number, minutes: number): TransitNight => ({
    world: { weather: { clouds: [{ from: EVENING + from * MINUTE, to: EVENING + (from + minutes) * MINUTE }] } },
  });

  it('is not made: the mount is parked, and the target acquired in its new state afterwards', async () => {
    const seen = await transitNight(clouds(20, 30));
    expect(seen.result.outcome).toBe('completed');
    expect(seen.decisions('flip', 'flipped')).toEqual([]);
    expect([...seen.frames].sort()).toEqual([...TWELVE].sort());
    expect(seen.hazards).toEqual([]);
  });

  it('is broken off in the middle, at any second of it', async () => {
    const undisturbed = await transitNight();
    const flipped = undisturbed.of('decision').find(({ action }) => action === 'flipped');
    const end = (Date.parse(flipped?.t ?? '') - EVENING) / MINUTE;
    for (const seconds of [3, 9, 15, 21]) {
      const seen = await transitNight(clouds(end - seconds / 60, 15));
      expect(seen.result.outcome).toBe('completed');
      expect(seen.of('secured').length).toBeGreaterThan(2);
      expect([...seen.frames].sort()).toEqual([...TWELVE].sort());
      expect(seen.hazards).toEqual([]);
    }
  });

  it('is not made while the operator has paused the night', async () => {
    const seen = await transitNight({
      during(run, _world, clock) {
        clock.setTimeout(() => {
          run.pause();
        }, 12 * MINUTE);
        clock.setTimeout(() => {
          run.resume();
        }, 90 * MINUTE);
      },
    });
    expect(seen.frames).toEqual(TWELVE);
    expect(seen.decisions('flip', 'flipped')).toEqual([]);
    expect(seen.hazards).toEqual([]);
  });
});

describe('a run that begins', () => {
  /** The state in which a crash left the mount: unparked, tracking, at so many hours past the meridian. */
  const left =
    (state: 'normal' | 'beyond', hourAngle: number) =>
    (world: World): void => {
      const now = world.clock.now();
      world.mount.unpark(now);
      const ra = wrapHours(world.mount.sidereal(now) / 15 - hourAngle);
      world.mount.slew(apparent(ra, 40), now, state);
    };

  it.each([
    ['with the mount left past the meridian, not flipped', left('beyond', 0.1), 0.3],
    ['with the mount left flipped', left('normal', 0.1), 0.3],
    ['with the mount left before the meridian', left('beyond', -0.2), -0.1],
  ])('%s brings the target onto the right side', async (_how, prepare, hourAngle) => {
    const seen = await transitNight({
      hourAngle,
      prepare,
      world: { roof: { open: true } },
    });
    expect(seen.result.outcome).toBe('completed');
    expect(seen.frames).toEqual(TWELVE);
    expect(seen.decisions('flip', 'flipped')).toHaveLength(hourAngle < 0 ? 1 : 0);
    expect(seen.hazards).toEqual([]);
  });
});

describe('a flip that comes to nothing', () => {
  it('is tried as often as the observatory says, the mount standing still, and then the night is secured', async () => {
    const seen = await transitNight({
      mount: { canSetPierSide: false },
      prepare(world, clock) {
        const fault = { device: 'telescope', kind: 'lie' } as const;
        world.faults.add({ ...fault, member: 'slewToCoordinatesAsync', from: clock.now() + 10 * MINUTE });
      },
    });
    expect(seen.result).toMatchObject({ outcome: 'ended by a failure', secured: { parked: true, closed: true } });
    expect(seen.decisions('flip', 'failed attempt')).toHaveLength(2);
    expect(seen.decisions('flip', 'failed')).toEqual([
      expect.stringMatching(/^failed: it was to go to pierEast, and reads pierWest at an hour angle of \+0h01m$/),
      'failed: after the slew the mount stands 0.87 deg from where it was sent',
    ]);
    for (const record of seen.of('decision')) {
      if (record.about === 'flip' && record.action.startsWith('failed'))
        expect(record.facts).toMatchObject({ stopped: true });
    }
    expect(seen.hazards).toEqual([]);
  });

  it('ends the night when the mount does not stop to wait for it', async () => {
    const seen = await transitNight({
      meridian: { trackPast: 0 },
      prepare(world, clock) {
        const fault = { device: 'telescope', kind: 'lie' } as const;
        world.faults.add({
          ...fault,
          member: 'tracking',
          from: clock.now() + 10 * MINUTE,
          to: clock.now() + 40 * MINUTE,
        });
      },
    });
    expect(seen.result).toMatchObject({ outcome: 'ended by a failure', secured: { parked: true, closed: true } });
    expect(seen.of('end').map(({ reason }) => reason)).toContain(
      'the mount does not stop tracking to wait for its flip',
    );
    expect(seen.hazards).toEqual([]);
  });
});
