import { describe, expect, it } from 'vitest';
import { MOUNT_OUTLET } from '../../devices/simulator/world/switchboard.js';
import type { World } from '../../devices/simulator/index.js';
import type { VirtualClock } from '../../devices/virtual-clock.js';
import { sunPosition, toJ2000 } from '../../sky/index.js';
import { expose, frames, step } from '../support/plans.js';
import { observatory, SITE } from '../support/rehearsal.js';
import { transitNight, type TransitNight } from './transit-night.js';

const MINUTE = 60_000;
const EVENING = Date.parse('2026-11-21T21:00:00Z');

/** Before sunrise, which comes 43 min later. */
const DAWN = Date.parse('2026-11-21T07:00:00Z');
const FROM_THE_SUN = { quantity: 'sun-separation', comparison: '>', value: 15, text: '> 15 deg' } as const;

/** A plan of plain steps, which nothing flips: it slews once and follows the sky through the meridian. */
const PLAIN: TransitNight = {
  steps: [
    step('slew', { body: { to: { kind: 'hour angle', hourAngle: -0.4, dec: 40 } } }),
    step('wait', { body: { for: 3600 } }),
    expose('plain', 12, { frames: frames('plain', 12, { exposure: 60 }) }),
  ],
  end: EVENING + 6 * 60 * MINUTE,
};

/** From some minutes on, the mount acknowledges these and does nothing. */
function deafTo(members: readonly string[], from: number, to?: number) {
  return (world: World, clock: VirtualClock): void => {
    for (const member of members) {
      world.faults.add({
        device: 'telescope',
        kind: 'lie',
        member,
        from: clock.now() + from * MINUTE,
        ...(to === undefined ? {} : { to: clock.now() + to * MINUTE }),
      });
    }
  };
}

const EVERYTHING = ['tracking', 'abortSlew', 'park', 'slewToCoordinatesAsync', 'sideOfPier'];

/** With a switch for the mount's power. */
const POWERED: TransitNight = {
  rig: (rig, client) => ({ ...rig, switch: client.switch(0) }),
  observatory: { safety: { ...observatory().safety, mountPower: MOUNT_OUTLET } },
};

describe('the guard of the limits', () => {
  it('stops a mount that nothing flips, has it parked, and the plan goes on from its other side', async () => {
    const seen = await transitNight(PLAIN);
    expect(seen.decisions('limits')).toEqual([
      expect.stringMatching(
        /^stop: the mount is 11 min \d+ s past the upper transit without a flip, and may track 10 min/,
      ),
    ]);
    expect(seen.of('verdict').map(({ verdict, reason }) => `${verdict}: ${reason}`)).toContainEqual(
      expect.stringMatching(/^unsafe: the mount is 11 min \d+ s past the upper transit/),
    );
    expect(seen.result).toMatchObject({ outcome: 'completed', frames: { done: 12, total: 12 } });
    expect(new Set(seen.frames).size).toBe(12);
    expect(seen.hazards).toEqual([]);
  });

  it('leaves a mount to its securing that does not stop, but parks', async () => {
    const seen = await transitNight({ ...PLAIN, ...POWERED, prepare: deafTo(['tracking'], 10, 60) });
    expect(seen.decisions('limits').map((line) => line.split(':')[0])).toEqual(['stop']);
    expect(seen.of('alarm').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^the mount does not stop, though /),
    );
    expect(seen.result).toMatchObject({ secured: { parked: true, closed: true } });
    expect(seen.hazards).toEqual([]);
  });

  it('cuts the power of a mount that obeys nothing, before it touches the pier', async () => {
    const seen = await transitNight({
      ...PLAIN,
      ...POWERED,
      // Tracking on for a few minutes is all the room that there is.
      mount: { trackPast: 5 },
      prepare: deafTo(EVERYTHING, 10),
      during(run, world, clock) {
        clock.setTimeout(() => {
          expect(world.mountPowered()).toBe(false);
          // Somebody has come, and seen to it.
          world.faults.clear();
          world.switches.set(MOUNT_OUTLET, 1, clock.now());
          run.stop('somebody has come');
        }, 120 * MINUTE);
      },
    });
    expect(seen.decisions('limits').map((line) => line.split(':')[0])).toEqual(['stop', 'park', 'cut power']);
    expect(seen.of('alarm').map(({ message }) => message)).toContain(
      'the power of the mount was cut, since it obeyed neither the command to stop nor the one to park',
    );
    expect(seen.result).toMatchObject({ outcome: 'stopped', secured: { parked: true, closed: true } });
    expect(seen.hazards.filter((hazard) => hazard.startsWith('mount'))).toEqual([]);
  });

  it('raises the alarm when there is no switch to cut the power with', async () => {
    const seen = await transitNight({
      ...PLAIN,
      prepare: deafTo(EVERYTHING, 10, 50),
      mount: { trackPast: 15 },
      during({ board }, _, clock) {
        clock.setTimeout(() => {
          expect(board.status.alarm).toMatch(/^the mount does not stop, though /);
        }, 49 * MINUTE);
      },
    });
    expect(seen.of('alarm').map(({ message }) => message)).toContain(
      'the mount obeys neither the command to stop nor the one to park: go there',
    );
    expect(seen.result).toMatchObject({ secured: { parked: true, closed: true } });
  });

  it('reckons where a mount has got to that does not answer any more, and cuts its power', async () => {
    const seen = await transitNight({
      ...PLAIN,
      ...POWERED,
      mount: { trackPast: 5 },
      prepare(world, clock) {
        world.faults.add({
          device: 'telescope',
          kind: 'hang',
          from: clock.now() + 15 * MINUTE,
          to: clock.now() + 90 * MINUTE,
        });
      },
      during(run, world, clock) {
        clock.setTimeout(() => {
          expect(world.mountPowered()).toBe(false);
          world.switches.set(MOUNT_OUTLET, 1, clock.now());
          run.stop('somebody has come');
        }, 100 * MINUTE);
      },
    });
    expect(seen.decisions('limits').map((line) => line.split(':')[0])).toContain('cut power');
    expect(seen.result).toMatchObject({ secured: { parked: true, closed: true } });
    expect(seen.hazards.filter((hazard) => hazard.startsWith('mount'))).toEqual([]);
  });

  it('stops and parks a mount that the sun comes up to', async () => {
    const seen = await transitNight({
      start: DAWN,
      end: DAWN + 70 * MINUTE,
      steps: [
        step('slew', { body: { to: { kind: 'horizontal', altitude: 15, azimuth: 120 } } }),
        step('track', { body: 'off' }),
        step('wait', { body: { for: 3600 } }),
      ],
      observatory: { limits: [FROM_THE_SUN] },
    });
    expect(seen.decisions('limits')[0]).toMatch(/^stop: the mount points at the sun: sun-separation must be > 15 deg/);
    expect(seen.of('verdict').map(({ verdict }) => verdict)).toContain('unsafe');
    expect(seen.result).toMatchObject({ secured: { parked: true, closed: true } });
  });

  it('is not needed for a slew into the sun, which is refused', async () => {
    const sunrise = DAWN + 60 * MINUTE;
    const there = toJ2000(sunPosition(sunrise, SITE), sunrise);
    const seen = await transitNight({
      start: sunrise,
      end: sunrise + 20 * MINUTE,
      steps: [step('slew', { id: 'into the sun', body: { to: { kind: 'equatorial', ...there, epoch: 'J2000' } } })],
      observatory: { limits: [FROM_THE_SUN], site: { ...SITE, horizon: [[0, 0]] } },
    });
    expect(seen.of('end').find(({ key }) => key === 'into the sun')?.reason).toMatch(
      /^the slew was refused: sun-separation is 0\.\d+ deg, and shall be > 15 deg/,
    );
  });

  it('stops a mount that follows a setting star below the horizon', async () => {
    const seen = await transitNight({
      steps: [
        step('slew', { body: { to: { kind: 'horizontal', altitude: 12, azimuth: 275 } } }),
        step('track', { body: 'on' }),
        expose('low', 10, { frames: frames('low', 10, { exposure: 300 }) }),
      ],
      end: EVENING + 60 * MINUTE,
    });
    expect(seen.decisions('limits')).toContainEqual(
      expect.stringMatching(/^stop: the mount tracks beyond a limit: it is at 9\.\d deg, below the horizon/),
    );
    expect(seen.hazards).toEqual([]);
  });
});
