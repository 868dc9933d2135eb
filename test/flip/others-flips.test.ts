import { describe, expect, it } from 'vitest';
import type { CallOptions, PierSide } from '../../devices/roles/index.js';
import type { PlanNode, TargetNode } from '../../engine/plan/plan.js';
import type { Rig } from '../../engine/rig.js';
import { expose, frames, target } from '../support/plans.js';
import { type Seen, transitNight, type TransitNight } from './transit-night.js';

const EVENING = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const SHUT = { parked: true, closed: true };

/** The mount takes every slew for done, from 10 min on, and stays where it is. */
const staysPut: Pick<TransitNight, 'mount' | 'prepare'> = {
  mount: { canSetPierSide: false },
  prepare: (world) => {
    const lie = { device: 'telescope', member: 'slewToCoordinatesAsync', kind: 'lie' } as const;
    world.faults.add({ ...lie, from: EVENING + 10 * MINUTE });
  },
};

const stopsHard: TransitNight = { meridian: { trackPast: 0 }, mount: { hardStop: 0.3 } };
const at = (hourAngle: number): TargetNode['position'] => ({ kind: 'hour angle', hourAngle, dec: 40 });

const begunAfter = (seen: Seen, t: string | undefined): readonly string[] =>
  seen
    .of('frame-begin')
    .filter((record) => t !== undefined && record.t > t)
    .map(({ key }) => key);

/** What other programs were found to do about the meridian flip: docs/known-faults.md. */
describe('unlike others, a flip', () => {
  it('that has failed is followed by no frame, neither between its attempts nor after the last', async () => {
    const seen = await transitNight(staysPut);
    const first = seen.of('decision').find(({ action }) => action === 'failed attempt');
    expect(first).toBeDefined();
    expect(begunAfter(seen, first?.t)).toEqual([]);
    expect(seen.result).toMatchObject({ outcome: 'ended by a failure', secured: SHUT });
  });

  it('is not taken for done because the mount does not tell its side any more', async () => {
    const seen = await transitNight({
      ...staysPut,
      rig: (rig: Rig) => {
        const { telescope } = rig;
        if (!telescope) return rig;
        const told = telescope.sideOfPier.bind(telescope);
        const forgets = async (options?: CallOptions): Promise<PierSide> =>
          (await telescope.utcDate()) > EVENING + 10 * MINUTE ? 'unknown' : told(options);
        Object.assign(telescope, { sideOfPier: forgets });
        return rig;
      },
    });
    expect(seen.decisions('flip', 'flipped')).toEqual([]);
    expect(seen.decisions('flip', 'failed').length).toBeGreaterThan(0);
    expect(seen.result.secured).toMatchObject(SHUT);
    expect(seen.hazards).toEqual([]);
  });

  it('whose slew never ends is broken off, and the observatory secured', async () => {
    const seen = await transitNight({
      prepare: (world) =>
        world.faults.add({
          device: 'telescope',
          member: 'slewing',
          kind: 'lie',
          value: true,
          from: EVENING + 10 * MINUTE,
          to: EVENING + 120 * MINUTE,
        }),
    });
    const tripped = seen.of('verdict').find(({ verdict, t }) => verdict === 'unsafe' && Date.parse(t) > EVENING);
    expect(tripped?.reason).toMatch(/slewing for more than/u);
    expect(seen.result.secured).toMatchObject(SHUT);
    expect(seen.hazards).toEqual([]);
  });

  it('that is left while the mount stands still for it leaves nothing to be exposed on a standing mount', async () => {
    const field = expose('field', 2, { frames: frames('field', 2, { exposure: 60 }) });
    const after: readonly (readonly PlanNode[])[] = [
      [field],
      [target('u', [frames('u/L', 2, { exposure: 60 })], { position: at(-2) }), field],
    ];
    for (const what of after) {
      const tracking: boolean[] = [];
      const seen = await transitNight({
        ...stopsHard,
        steps: [target('t', [frames('t/L', 12, { exposure: 300 })], { position: at(-0.2) }), ...what],
        during(run, world, clock) {
          const skip = (): void => {
            const waits = run.board.status.step?.startsWith('meridian flip on t') && !world.mount.tracking(clock.now());
            if (waits) run.skip('enough of it');
            else clock.setTimeout(skip, 1_000);
          };
          const look = (): void => {
            if (world.camera.state(clock.now()) === 'exposing') tracking.push(world.mount.tracking(clock.now()));
            clock.setTimeout(look, 10_000);
          };
          clock.setTimeout(skip, MINUTE);
          clock.setTimeout(look, MINUTE);
        },
      });
      expect(seen.of('decision').filter(({ action }) => action === 'skip')).toHaveLength(1);
      expect(seen.frames.slice(-2)).toEqual(['field#1', 'field#2']);
      expect(tracking.length).toBeGreaterThan(10);
      expect(tracking).not.toContain(false);
      expect(seen.hazards).toEqual([]);
    }
  });

  it('is decided with the whole cost of the next frame: a slow wheel is counted, not the shutter alone', async () => {
    for (const seconds of [0, 3]) {
      const seen = await transitNight({
        ...stopsHard,
        steps: [
          target(
            't',
            [frames('t/L', 6, { exposure: 120, filter: 'L' }), frames('t/R', 6, { exposure: 120, filter: 'R' })],
            {
              position: at(-0.4),
              order: 'rotate',
            },
          ),
        ],
        prepare: (world) => {
          if (seconds > 0) world.faults.add({ device: 'filterwheel', member: 'position', kind: 'slow', seconds });
        },
      });
      expect(seen.frames).toHaveLength(12);
      expect(seen.decisions('flip', 'flipped')).toHaveLength(1);
      // A mount that is stopped by its own firmware in the middle of an exposure is a hazard of the simulator.
      expect(seen.hazards).toEqual([]);
    }
  });
});
