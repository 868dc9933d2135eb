import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, inProcessDispatcher } from '../../devices/simulator/index.js';
import type { MountOptions } from '../../devices/simulator/options.js';
import type { Telescope } from '../../devices/roles/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { carryOutFlip } from '../../engine/flip/carry-out.js';
import { hourAngleOf } from '../../engine/flip/mount-position.js';
import type { Session, StepContext } from '../../engine/steps/step.js';
import { pointAt, recentreAt } from '../../engine/steps/pointing.js';
import { apparent, j2000, localSiderealTime, toApparent, toJ2000, wrapHours } from '../../sky/index.js';
import { observatory, rigOf, SITE } from '../support/rehearsal.js';

const EVENING = Date.parse('2026-11-21T21:00:00Z');

/** A simulated mount, ready to be moved, and a step that moves it. */
class Bench {
  readonly clock = new VirtualClock(EVENING);
  readonly world;
  readonly decisions: string[] = [];
  readonly context: StepContext;
  readonly telescope: Telescope;

  constructor(mount: Partial<MountOptions> = {}) {
    this.world = createWorld({ clock: this.clock, site: SITE, mount, roof: { open: true } });
    const client = new AlpacaClient({
      url: 'http://simulator',
      clock: this.clock,
      dispatcher: inProcessDispatcher(this.world),
    });
    const rig = rigOf(client);
    this.telescope = client.telescope(0);
    const session: Session = {};
    const plain = observatory();
    this.context = {
      clock: this.clock,
      signal: new AbortController().signal,
      observatory: { ...plain, meridian: { ...plain.meridian, whenNoSide: 'by alignment' } },
      session,
      key: 'test',
      attempt: 1,
      use: async (role) => rig[role] as never,
      useIfPresent: async (role) => rig[role],
      locate: () => Promise.reject(new Error('nothing is located here')),
      report: () => undefined,
      decide: async (about, action, reason) => {
        this.decisions.push(`${about} ${action}: ${reason}`);
      },
      timeOf: () => undefined,
      waitUntil: (at) => this.clock.sleep(at - this.clock.now()),
      verdict: () => 'safe',
    };
  }

  async start(): Promise<void> {
    await this.do(async () => {
      await this.telescope.connect();
      const dome = await this.context.use('dome');
      await dome.connect();
      await this.telescope.unpark();
    });
  }

  do<T>(work: () => Promise<T>): Promise<T> {
    return this.clock.drive(work());
  }

  /** A place at an hour angle, in seconds of time, as it is now. */
  at(seconds: number) {
    const ra = wrapHours(localSiderealTime(this.clock.now(), SITE.longitude) - seconds / 3600);
    return toJ2000(apparent(ra, 40), this.clock.now());
  }

  /** The hour angle of a place, in seconds of time. */
  secondsPast(place: { readonly ra: number; readonly dec: number }): number {
    return hourAngleOf(place, this.clock.now(), SITE) * 3600;
  }

  get state(): string {
    return this.world.mount.state(this.clock.now());
  }
}

describe('a correction near the meridian', () => {
  it.each<readonly [string, Partial<MountOptions>]>([
    ['that tells its pointing state', {}],
    ['that tells nothing', { reportsSideOfPier: false }],
    ['that flips late', { flipAt: 0.4 }],
  ])('does not flip a mount back that has just been flipped, %s', async (_kind, mount) => {
    const bench = new Bench(mount);
    await bench.start();
    const target = bench.at(-60);
    await bench.do(() => pointAt(bench.context, bench.telescope, target));
    expect(bench.state).toBe('beyond');
    // To the moment at which the flip falls due, and hardly a second later.
    const due = (mount.flipAt ?? 0) * 240 + (mount.reportsSideOfPier === false ? 60 : 0);
    while (bench.secondsPast(target) < due + 1) await bench.clock.advance(1_000);
    await bench.do(() => carryOutFlip(bench.context, bench.telescope, target));
    expect(bench.state).toBe('normal');
    // It stands beside its target: the correction leads 100 seconds of time to the east, over the meridian.
    const corrected = { ra: target.ra + 100 / 3600, dec: target.dec + 0.05 };
    const now = bench.clock.now();
    const slewn = bench.world.mount.destination(toApparent(j2000(corrected.ra, corrected.dec), now), now);
    expect(slewn, 'a plain slew would flip back').toBe('beyond');
    expect(await bench.do(() => recentreAt(bench.context, bench.telescope, corrected))).toEqual({ done: true });
    expect(bench.state).toBe('normal');
    expect(bench.world.mount.position(bench.clock.now()).dec).toBeGreaterThan(40.02);
  });

  it('is declined when the mount would flip for it before its flip is decided', async () => {
    const bench = new Bench();
    await bench.start();
    const target = bench.at(-60);
    await bench.do(() => pointAt(bench.context, bench.telescope, target));
    const corrected = { ra: target.ra - 100 / 3600, dec: target.dec };
    expect(await bench.do(() => recentreAt(bench.context, bench.telescope, corrected))).toEqual({
      done: false,
      reason: 'the correction was not made: so near the meridian the mount would flip for it',
    });
    expect(bench.state).toBe('beyond');
    expect(bench.decisions).toEqual([
      'centring decline: the correction was not made: so near the meridian the mount would flip for it',
    ]);
  });

  it('is made at once far from the meridian', async () => {
    const bench = new Bench();
    await bench.start();
    const target = bench.at(-7200);
    await bench.do(() => pointAt(bench.context, bench.telescope, target));
    const begun = bench.clock.now();
    expect(
      await bench.do(() => recentreAt(bench.context, bench.telescope, { ra: target.ra + 0.01, dec: target.dec })),
    ).toEqual({ done: true });
    expect(bench.clock.now() - begun).toBeLessThan(10_000);
  });

  it('is made on a fork wherever it leads', async () => {
    const bench = new Bench({ kind: 'fork' });
    await bench.start();
    const target = bench.at(-30);
    await bench.do(() => pointAt(bench.context, bench.telescope, target));
    const corrected = { ra: target.ra - 100 / 3600, dec: target.dec };
    expect(await bench.do(() => recentreAt(bench.context, bench.telescope, corrected))).toEqual({ done: true });
  });
});
