import { describe, expect, it } from 'vitest';
import type { World } from '../../devices/simulator/index.js';
import { hourAngleOf } from '../../engine/flip/mount-position.js';
import type { TargetNode } from '../../engine/plan/plan.js';
import { expose, frames, NEXT, step } from '../support/plans.js';
import { type RehearsalOptions, SITE } from '../support/rehearsal.js';
import {
  BEFORE_TRANSIT,
  deaf,
  decisionsIn,
  EVENING,
  followed,
  MOON,
  ratesOf,
  TWENTIETH,
  withMount,
} from './followed-night.js';

describe('a mount that takes offset rates', () => {
  it('stays on the moon for an hour and over the meridian', { timeout: 180_000 }, async () => {
    const { off, decisions, records, world, result } = await followed(MOON, { start: BEFORE_TRANSIT, count: 28 });
    expect(result.outcome).toBe('completed');
    expect(off).toHaveLength(28);
    expect(Math.max(...off)).toBeLessThan(3);
    expect(decisionsIn(records, 'flip')).toContain('flipped: the mount reads pierEast, as it should');
    expect(decisions.filter((each) => each.startsWith('set rates')).length).toBeGreaterThanOrEqual(2);
    expect(decisions[0]).toMatch(
      /^set rates: the moon moves \d+\.\d arcsec\/min to the east and \d+\.\d to the north$/u,
    );
    expect(decisions).not.toContainEqual(expect.stringMatching(/^point anew/u));
    expect(decisions.at(-1)).toBe('clear rates: b is left');
    expect(world.hazards.list()).toEqual([]);
  });

  it('begins every slew without them', async () => {
    const atSlews: (readonly [number, number])[] = [];
    let world: World | undefined;
    await followed(MOON, {
      start: BEFORE_TRANSIT + 33 * 60_000,
      count: 4,
      prepare: (made) => {
        world = made;
      },
      ...withMount((telescope) => {
        const slew = telescope.slew.bind(telescope);
        const park = telescope.park.bind(telescope);
        const note = (): void => {
          atSlews.push(ratesOf(world!));
        };
        return {
          slew: (to, options) => (note(), slew(to, options)),
          park: (options) => (note(), park(options)),
        };
      }),
    });
    expect(atSlews.length).toBeGreaterThan(3);
    expect(atSlews.every(([ra, dec]) => ra === 0 && dec === 0)).toBe(true);
  });
});

describe('a body whose limits do not hold yet', () => {
  it('is waited for until they hold where it will be then', async () => {
    const limit = { quantity: 'hour-angle', comparison: '>', value: 0, text: '> 0 h' } as const;
    const { records } = await followed(MOON, { count: 1, target: { while: [limit] } });
    const [acquired] = records.flatMap((record) =>
      record.type === 'begin' && record.kind === 'acquire' ? [Date.parse(record.t)] : [],
    );
    const hourAngle = hourAngleOf({ ra: 0, dec: 0, body: MOON }, acquired!, SITE) * 60;
    // A star would have been there five minutes before.
    expect(hourAngle).toBeGreaterThanOrEqual(0);
    expect(hourAngle).toBeLessThan(1.1);
    const told = records.filter((record) => record.type === 'decision' && record.action === 'wait');
    expect(told).toHaveLength(1);
  });
});

describe('a body that the mount fails to be pointed at anew', () => {
  it('is followed by the frame that is tried again', async () => {
    let slews = 0;
    const { decisions, off, result } = await followed(MOON, {
      count: 8,
      target: { onError: { retry: 2, backoff: 5, then: 'end the night' } },
      ...withMount((telescope) => {
        const slew = telescope.slew.bind(telescope);
        return {
          canSetRightAscensionRate: () => Promise.resolve(false),
          // The two slews of the acquisition go well.
          slew: (to, options) =>
            ++slews === 3
              ? Promise.reject(Object.assign(new Error('it stuck'), { retryable: true }))
              : slew(to, options),
        };
      }),
    });
    expect(result.outcome).toBe('completed');
    expect(slews).toBeGreaterThan(3);
    expect(decisions.filter((each) => each.startsWith('point anew')).length).toBeGreaterThan(1);
    expect(Math.max(...off)).toBeLessThan(TWENTIETH + 10);
  });
});

describe('a mount that is pointed anew between frames', () => {
  it('because it takes no offset has the moon within a twentieth of its field, over the meridian too', {
    timeout: 180_000,
  }, async () => {
    const { off, decisions, records, result, world } = await followed(MOON, {
      start: BEFORE_TRANSIT,
      count: 28,
      ...withMount(() => ({ canSetDeclinationRate: () => Promise.resolve(false) })),
    });
    expect(result.outcome).toBe('completed');
    expect(off).toHaveLength(28);
    expect(Math.max(...off)).toBeLessThan(TWENTIETH + 10);
    expect(Math.max(...off)).toBeGreaterThan(30);
    expect(decisions[0]).toBe(
      'stars: the moon is pointed at anew between frames: the mount takes no offset to its tracking in declination',
    );
    const anew = decisions.filter((each) => each.startsWith('point anew'));
    expect(anew.length).toBeGreaterThan(4);
    expect(anew[0]).toMatch(
      /^point anew: the mount reads \d\.\d arcmin from where the moon will be in the middle of the next frame$/u,
    );
    expect(decisionsIn(records, 'flip')).toContain('flipped: the mount reads pierEast, as it should');
    expect(world.hazards.list()).toEqual([]);
    expect(ratesOf(world)).toEqual([0, 0]);
  });

  it.each<readonly [string, Partial<RehearsalOptions> & { readonly target?: Partial<TargetNode> }, string]>([
    [
      'because it does not do as it is told',
      withMount(() => ({ setRightAscensionRate: () => Promise.resolve() })),
      'the mount does not take the rates that it is given',
    ],
    [
      'because it tracks at another rate',
      { startup: [step('connect'), step('open'), step('unpark'), step('track', { body: 'lunar' })] },
      'the mount tracks at the lunar rate, and takes offsets at the sidereal one only',
    ],
    ['because the plan asks for it', { target: { track: 'sidereal' } }, 'the plan asks for the sidereal rate'],
  ])('%s says so', async (_why, more, reason) => {
    const { decisions, world } = await followed(MOON, more);
    expect(decisions[0]).toBe(`stars: the moon is pointed at anew between frames: ${reason}`);
    expect(ratesOf(world)).toEqual([0, 0]);
  });
});

describe('a mount that tells its rates and does not go by them', () => {
  it('is believed once, and then pointed anew', async () => {
    const { decisions, off } = await followed(MOON, { count: 20, ...deaf() });
    expect(decisions.map((each) => each.split(':')[0]).slice(0, 6)).toEqual([
      'set rates',
      'point anew',
      'clear rates',
      'set rates',
      'point anew',
      'clear rates',
    ]);
    expect(decisions[6]).toContain('the mount does not go where its rates should take it');
    expect(decisions.slice(7).every((each) => each.startsWith('point anew'))).toBe(true);
    expect(Math.max(...off)).toBeLessThan(TWENTIETH + 90);
  });
});

describe('the rates of a body', () => {
  const left = (more: Parameters<typeof followed>[1]) => followed(MOON, { count: 6, ...more });

  it('are taken back when the observer leaves it in the middle of a frame', async () => {
    let during: readonly [number, number] = [0, 0];
    const { decisions, world } = await left({
      during(run, world, clock) {
        clock.setTimeout(() => {
          during = ratesOf(world);
          expect(run.skip()).toBe(true);
        }, 8 * 60_000);
      },
    });
    expect(during[0]).toBeGreaterThan(0.01);
    expect(decisions.at(-1)).toBe('clear rates: b is left');
    expect(ratesOf(world)).toEqual([0, 0]);
  });

  it('are taken back when clouds come, before the mount is parked, and set again when it has cleared up', async () => {
    const parked: (readonly [number, number])[] = [];
    let simulated: World | undefined;
    const { decisions, records, world, result } = await left({
      prepare: (made) => {
        simulated = made;
      },
      ...withMount((telescope) => {
        const park = telescope.park.bind(telescope);
        return { park: (options) => (parked.push(ratesOf(simulated!)), park(options)) };
      }),
      world: { weather: { clouds: [{ from: EVENING + 6 * 60_000, to: EVENING + 12 * 60_000 }] } },
    });
    expect(records.filter(({ type }) => type === 'secured').length).toBeGreaterThan(1);
    expect(parked.length).toBeGreaterThan(1);
    expect(parked.flat().every((rate) => rate === 0)).toBe(true);
    expect(decisions.filter((each) => each.startsWith('set rates'))).toHaveLength(2);
    expect(result.outcome).toBe('completed');
    expect(ratesOf(world)).toEqual([0, 0]);
  });

  it('are taken back when it is given up', async () => {
    const { decisions } = await left({
      target: { onError: NEXT, while: [] },
      ...withMount((telescope) => {
        const read = telescope.rightAscension.bind(telescope);
        let reads = 0;
        return { rightAscension: (options) => (++reads > 60 ? Promise.reject(new Error('it broke')) : read(options)) };
      }),
    });
    expect(decisions).toContain('clear rates: b is left');
  });

  it('that an earlier run has left on are taken back before the first slew to a star', async () => {
    const { decisions } = await followed(MOON, {
      target: { position: { kind: 'equatorial', ra: 2, dec: 30, epoch: 'J2000' } },
      count: 1,
      startup: [step('connect'), step('open'), step('unpark')],
      during: (_run, world, clock) => {
        clock.setTimeout(() => {
          const driver = world.drivers.find(({ info }) => info.type === 'telescope') as unknown as {
            setDeclinationRate(rate: number): void;
          };
          driver.setDeclinationRate(0.2);
        }, 60_000);
      },
    });
    expect(decisions).toEqual(['clear rates: the mount is slewed']);
  });

  it('are set by a plain slew too, and for the frames that follow it', async () => {
    const set = expose('e', 4, { frames: frames('e', 4, { exposure: 120 }) });
    const { off, decisions } = await followed(MOON, {
      steps: [step('slew', { body: { to: { kind: 'body', body: MOON } } }), set, step('track', { body: 'sidereal' })],
    });
    expect(off).toHaveLength(4);
    expect(Math.max(...off)).toBeLessThan(3);
    expect(decisions.at(-1)).toBe('clear rates: the plan sets the tracking: sidereal');
  });
});
