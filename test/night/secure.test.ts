import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, type Fault, inProcessDispatcher, starsAt, type World } from '../../devices/simulator/index.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { Leases } from '../../engine/night/leases.js';
import { secure, type SecureReport } from '../../engine/night/secure.js';
import type { Observatory } from '../../engine/plan/observatory.js';
import { observatory, rigOf, SITE } from '../support/rehearsal.js';

const START = Date.parse('2026-11-21T22:00:00Z');

/** An observatory in the middle of an exposure: roof open, mount tracking, camera exposing. */
async function observing(safety: Partial<Observatory['safety']> = {}) {
  const clock = new VirtualClock(START);
  const world = createWorld({ clock, site: SITE, camera: { width: 16, height: 12 }, stars: starsAt([]) });
  const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher: inProcessDispatcher(world) });
  const rig = rigOf(client);
  const { telescope, camera, dome, safetyMonitor } = rig;
  await clock.drive(
    (async () => {
      for (const device of [telescope!, camera!, dome!, safetyMonitor!]) await device.connect();
      await dome!.openShutter();
      await telescope!.unpark();
      await telescope!.track(true);
      await camera!.startExposure({ duration: 600, light: true });
    })(),
  );
  const leases = new Leases(clock);
  const settings = { ...observatory().safety, stepDeadline: 60_000, ...safety };
  return {
    clock,
    world,
    rig,
    leases,
    secure: (signal?: AbortSignal): Promise<SecureReport> =>
      clock.drive(secure({ rig, safety: settings, clock, leases, ...(signal ? { signal } : {}) })),
  };
}

const stands = (world: World) => ({
  parked: world.mount.parked(world.clock.now()),
  roof: world.roof.state(world.clock.now()),
});

describe('securing', () => {
  it('aborts the exposure, parks, closes, and has it read back', async () => {
    const { world, secure } = await observing();
    expect(await secure()).toEqual({ parked: true, closed: true, faults: [] });
    expect(stands(world)).toEqual({ parked: true, roof: 'closed' });
    expect(world.camera.state(world.clock.now())).toBe('idle');
    expect(world.hazards.list()).toEqual([]);
  });

  it('changes nothing when all is secured', async () => {
    const { clock, secure } = await observing();
    await secure();
    const before = clock.now();
    expect(await secure()).toEqual({ parked: true, closed: true, faults: [] });
    expect(clock.now()).toBe(before);
  });

  const cases: readonly (readonly [string, Omit<Fault, 'from'>, Partial<SecureReport>])[] = [
    ['a camera that refuses', { device: 'camera', kind: 'refuse' }, { parked: true, closed: true }],
    ['a camera that hangs', { device: 'camera', kind: 'hang' }, { parked: true, closed: true }],
    ['a camera that answers garbage', { device: 'camera', kind: 'garbage' }, { parked: true, closed: true }],
    [
      'a mount whose state cannot be read',
      { device: 'telescope', member: 'atPark', kind: 'refuse', count: 1 },
      { parked: true, closed: true },
    ],
    [
      'a mount that refuses to abort',
      { device: 'telescope', member: 'abortSlew', kind: 'refuse' },
      { parked: true, closed: true },
    ],
    [
      'a mount that refuses to park',
      { device: 'telescope', member: 'park', kind: 'refuse' },
      { parked: false, closed: false },
    ],
    [
      'a mount that acknowledges the park and stays',
      { device: 'telescope', member: 'park', kind: 'lie' },
      { parked: false, closed: false },
    ],
    ['a mount that hangs', { device: 'telescope', kind: 'hang' }, { parked: false, closed: false }],
    [
      'a mount that has lost its connection',
      { device: 'telescope', kind: 'disconnect', count: 1 },
      { parked: true, closed: true },
    ],
    [
      'a roof that refuses',
      { device: 'dome', member: 'closeShutter', kind: 'refuse' },
      { parked: true, closed: false },
    ],
    [
      'a roof that acknowledges and stays',
      { device: 'dome', member: 'closeShutter', kind: 'lie' },
      { parked: true, closed: false },
    ],
    ['a roof that hangs', { device: 'dome', kind: 'hang' }, { parked: true, closed: false }],
    [
      'a roof whose state cannot be read at first',
      { device: 'dome', member: 'shutterStatus', kind: 'garbage', count: 2 },
      { parked: true, closed: true },
    ],
    [
      'a roof that has lost its connection',
      { device: 'dome', kind: 'disconnect', count: 1 },
      { parked: true, closed: true },
    ],
  ];
  it.each(cases)('goes on with %s, tells what it could not do, and can be done again', async (_, fault, expected) => {
    const { clock, world, secure } = await observing();
    const began = clock.now();
    const id = world.faults.add(fault);
    const report = await secure();
    expect(report).toMatchObject(expected);
    if (report.parked === false || report.closed === false) expect(report.faults.length).toBeGreaterThan(0);
    expect(report.closed).toBe(stands(world).roof === 'closed');
    // Bounded: each of mount and roof has its deadline, the camera none that anything waits for.
    expect(clock.now() - began).toBeLessThan(240_000);
    expect(world.hazards.list()).toEqual([]);
    world.faults.remove(id);
    expect(await secure()).toMatchObject({ parked: true, closed: true });
    expect(stands(world)).toEqual({ parked: true, roof: 'closed' });
    expect(world.hazards.list()).toEqual([]);
  });

  it('stops a mount that will not park, lest it track into its pier', async () => {
    const { clock, world, secure } = await observing();
    world.faults.add({ device: 'telescope', member: 'park', kind: 'refuse' });
    await secure();
    expect(world.mount.tracking(clock.now())).toBe(false);
  });

  it('closes the roof over a mount that will not park where the site says that it may', async () => {
    const { world, secure } = await observing({ roofClearsTelescope: true });
    world.faults.add({ device: 'telescope', kind: 'hang' });
    expect(await secure()).toMatchObject({ parked: false, closed: true });
    expect(stands(world).roof).toBe('closed');
  });

  it('moves roof and mount at once where they cannot meet', async () => {
    const shared = await observing();
    const apart = await observing({ roofClearsTelescope: true });
    const [a, b] = [shared.clock.now(), apart.clock.now()];
    await shared.secure();
    await apart.secure();
    expect(apart.clock.now() - b).toBeLessThan(shared.clock.now() - a);
  });

  it('does not move a mount under a roof that is closed', async () => {
    const { clock, world, rig, secure } = await observing();
    world.roof.move(0, clock.now());
    await clock.advance(60_000);
    const report = await secure();
    expect(report).toMatchObject({ parked: false, closed: true });
    expect(report.faults.join()).toMatch(/not moved/u);
    expect(await clock.drive(rig.telescope!.tracking())).toBe(false);
    expect(world.hazards.list().filter(({ kind }) => kind === 'mount moved under a closed roof')).toEqual([]);
  });

  it('takes the mount from a step that does not let go of it', async () => {
    const { clock, leases, secure } = await observing();
    await clock.drive(leases.take('telescope', 'a step that hangs', new AbortController().signal));
    expect(await secure()).toMatchObject({ parked: true, closed: true });
  });

  it('is broken off by its signal at any moment, and leaves nothing behind that rejects', async () => {
    for (const after of [0, 100, 700, 3_000, 8_000, 12_000, 20_000]) {
      const { clock, world, secure } = await observing();
      const controller = new AbortController();
      clock.setTimeout(() => {
        controller.abort(new Error('enough'));
      }, after);
      await secure(controller.signal).catch((error: unknown) => {
        expect(error).toMatchObject({ message: 'enough' });
      });
      expect(await secure()).toMatchObject({ parked: true, closed: true });
      expect(world.hazards.list()).toEqual([]);
    }
  });
});

describe('leases', () => {
  const signal = new AbortController().signal;

  it('are given to one at a time, in turn', async () => {
    const clock = new VirtualClock();
    const leases = new Leases(clock);
    const first = await leases.take('camera', 'first', signal);
    let second = false;
    const waiting = leases.take('camera', 'second', signal).then((lease) => {
      second = true;
      return lease;
    });
    await clock.advance(60_000);
    expect(second).toBe(false);
    first.release();
    await waiting;
    expect(leases.holder('camera')).toBe('second');
  });

  it('are not waited for by whoever is told to stop', async () => {
    const clock = new VirtualClock();
    const leases = new Leases(clock);
    await leases.take('camera', 'first', signal);
    const controller = new AbortController();
    const waiting = leases.take('camera', 'second', controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(leases.holder('camera')).toBe('first');
  });

  it('are seized after a bounded wait, and the old holder cannot give away the new one', async () => {
    const clock = new VirtualClock();
    const leases = new Leases(clock);
    const old = await leases.take('telescope', 'a step', signal);
    const began = clock.now();
    await clock.drive(leases.seize('telescope', 'securing', 10_000));
    expect(clock.now() - began).toBe(10_000);
    old.release();
    expect(leases.holder('telescope')).toBe('securing');
  });
});
