import { describe, expect, it } from 'vitest';
import { AlpacaClient } from '../../devices/alpaca/client.js';
import { createWorld, inProcessDispatcher, type World, type WorldOptions } from '../../devices/simulator/index.js';
import { MOUNT_OUTLET } from '../../devices/simulator/world/switchboard.js';
import { VirtualClock } from '../../devices/virtual-clock.js';
import { type AlarmKind, guard } from '../../engine/guard/guard.js';
import type { EngineSight, Heartbeat } from '../../engine/guard/heartbeat.js';
import type { GuardRig, GuardSettings, Located } from '../../engine/guard/rig.js';
import { monitorSource } from '../../engine/guard/sources.js';

const SETTINGS: GuardSettings = {
  poll: 2_000,
  lookDeadline: 5_000,
  silenceLimit: 30_000,
  unsafeLimit: 120_000,
  startLimit: 300_000,
  stepDeadline: 90_000,
  retry: 20_000,
  roofClearsTelescope: false,
};
const START = Date.parse('2026-11-21T23:00:00Z');
const HEARTBEAT: Heartbeat = {
  format: 1,
  pid: 7,
  observatory: 'hill',
  night: '/nights/one',
  beat: 1,
  at: '2026-11-21T22:00:00.000Z',
  activity: 'observing',
};

const at =
  <T>(device: T): Located<T> =>
  () =>
    Promise.resolve(device);

interface Watch {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly alarms: [AlarmKind, string][];
  /** Until when the engine beats. */
  engineUntil: number;
  /** Until when its watch over safety does. */
  verdictsUntil: number;
  pass(seconds: number): Promise<void>;
  secured(): { readonly roof: string; readonly parked: boolean };
}

/** An observatory in the midst of a night, its roof open and its mount tracking, with a guard beside it. */
async function watched(
  work: (watch: Watch) => Promise<void>,
  {
    world: more = {},
    rig: less = (rig) => rig,
  }: { world?: Partial<WorldOptions>; rig?: (rig: GuardRig, client: AlpacaClient) => GuardRig } = {},
): Promise<void> {
  const clock = new VirtualClock(START);
  const world = createWorld({ clock, seed: 1, roof: { open: true }, camera: { width: 32, height: 24 }, ...more });
  const client = (): AlpacaClient =>
    new AlpacaClient({ url: 'http://simulator', clock, dispatcher: inProcessDispatcher(world) });
  const engine = client();
  const own = client();
  const alarms: [AlarmKind, string][] = [];
  const ended = new AbortController();
  const watch: Watch = {
    world,
    clock,
    alarms,
    engineUntil: Infinity,
    verdictsUntil: Infinity,
    pass: (seconds) => clock.sleep(seconds * 1000),
    secured: () => ({ roof: world.roof.state(clock.now()), parked: world.mount.parked(clock.now()) }),
  };
  const listen = async (now: number): Promise<EngineSight> => {
    const ago = (then: number): number => now - (clock.now() - then);
    if (clock.now() >= watch.engineUntil) {
      return { state: 'silent', since: ago(watch.engineUntil), heartbeat: HEARTBEAT };
    }
    return clock.now() < watch.verdictsUntil
      ? { state: 'beating', heartbeat: HEARTBEAT }
      : { state: 'blind', since: ago(watch.verdictsUntil), heartbeat: HEARTBEAT };
  };
  await clock.drive(
    (async () => {
      const telescope = engine.telescope(0);
      await telescope.connect();
      await telescope.unpark();
      await telescope.slew({ rightAscension: 2, declination: 40 });
      const rig: GuardRig = {
        telescope: at(own.telescope(0)),
        dome: at(own.dome(0)),
        camera: at(own.camera(0)),
        sources: [monitorSource(at(own.safetyMonitor(0)))],
      };
      const quiet = (): void => undefined;
      const guarding = guard({
        rig: less(rig, own),
        settings: SETTINGS,
        clock,
        log: { info: quiet, warn: quiet, error: quiet },
        alarm: (kind, message) => alarms.push([kind, message]),
        listen,
        signal: ended.signal,
      });
      await work(watch);
      ended.abort(new Error('the test is over'));
      await guarding;
    })(),
  );
}

/** With a switch that feeds the mount. */
const powered = (rig: GuardRig, client: AlpacaClient): GuardRig => ({
  ...rig,
  mountPower: { device: at(client.switch(0)), id: MOUNT_OUTLET },
});

const rain = ({ world, clock }: Watch): void => {
  world.weather.during('rain', { from: clock.now(), to: clock.now() + 8 * 3_600_000 });
};

describe('the guard', () => {
  it('leaves a night that goes well alone', () =>
    watched(async (watch) => {
      await watch.pass(3600);
      expect(watch.alarms).toEqual([]);
      expect(watch.secured()).toEqual({ roof: 'open', parked: false });
    }));

  it('parks and closes when the engine has died', () =>
    watched(async (watch) => {
      watch.engineUntil = watch.clock.now() + 60_000;
      await watch.pass(60 + 25);
      expect(watch.secured()).toEqual({ roof: 'open', parked: false });
      await watch.pass(120);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
      expect(watch.alarms.map(([kind]) => kind)).toEqual(['securing', 'secured']);
      expect(watch.world.hazards.list()).toEqual([]);
    }));

  it('parks and closes when the engine lives but its watch hangs, and once is enough', () =>
    watched(async (watch) => {
      watch.verdictsUntil = watch.clock.now() + 60_000;
      await watch.pass(55);
      expect(watch.secured()).toEqual({ roof: 'open', parked: false });
      await watch.pass(600);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
      expect(watch.alarms.map(([kind]) => kind)).toEqual(['securing', 'secured']);
      expect(watch.alarms[0]?.[1]).toMatch(/^the engine lives, but its watch over safety has said nothing for \d+ s/u);
    }));

  it('closes in the rain when an engine that lives does not', () =>
    watched(async (watch) => {
      rain(watch);
      await watch.pass(115);
      expect(watch.secured().roof).toBe('open');
      await watch.pass(120);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
      expect(watch.alarms[0]?.[1]).toMatch(/unsafe for 12\d s/u);
    }));

  it('counts a monitor that hangs as rain', () =>
    watched(async (watch) => {
      watch.world.faults.add({ device: 'safetymonitor', kind: 'hang' });
      await watch.pass(300);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
    }));

  it('goes on when the camera hangs', () =>
    watched(async (watch) => {
      watch.world.faults.add({ device: 'camera', kind: 'hang' });
      watch.engineUntil = 0;
      await watch.pass(150);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
    }));

  it('tries again, with an alarm each time, until a mount obeys', () =>
    watched(async (watch) => {
      const fault = watch.world.faults.add({ device: 'telescope', member: 'park', kind: 'refuse' });
      watch.engineUntil = 0;
      await watch.pass(200);
      expect(watch.secured()).toEqual({ roof: 'open', parked: false });
      const failures = watch.alarms.filter(([kind]) => kind === 'not secured');
      expect(failures.length).toBeGreaterThan(3);
      expect(failures[0]?.[1]).toMatch(/parking the mount: .*the roof stays open: it would hit the telescope/u);
      watch.world.faults.remove(fault);
      await watch.pass(120);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
      expect(watch.alarms.at(-1)?.[0]).toBe('secured');
      expect(watch.world.hazards.list()).toEqual([]);
    }));

  it('leaves an observatory that it could not secure to a run that has come meanwhile', () =>
    watched(async (watch) => {
      watch.world.faults.add({ device: 'telescope', member: 'park', kind: 'refuse' });
      watch.engineUntil = 0;
      await watch.pass(60);
      watch.engineUntil = Infinity;
      await watch.pass(60);
      expect(watch.alarms.at(-1)).toEqual(['left to a run', 'a run has come: the engine is observing']);
      watch.world.faults.clear();
      await watch.pass(300);
      // It would have closed the roof over the run.
      expect(watch.secured().roof).toBe('open');
    }));

  it('goes on securing beside a run that has come, for as long as it is unsafe and the run does not close', () =>
    watched(async (watch) => {
      const fault = watch.world.faults.add({ device: 'telescope', member: 'park', kind: 'refuse' });
      rain(watch);
      await watch.pass(300);
      expect(watch.secured().roof).toBe('open');
      watch.world.faults.remove(fault);
      await watch.pass(120);
      expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
      expect(watch.alarms.map(([kind]) => kind)).not.toContain('left to a run');
    }));

  it('begins though no server is there, and secures what it finds when they come', () =>
    watched(
      async (watch) => {
        watch.engineUntil = 0;
        await watch.pass(200);
        expect(watch.secured()).toEqual({ roof: 'open', parked: false });
        expect(watch.alarms.at(-1)).toEqual(['not secured', expect.stringMatching(/no server yet/) as unknown]);
        await watch.pass(300);
        expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
        expect(watch.world.hazards.list()).toEqual([]);
      },
      {
        rig(rig) {
          let looks = 0;
          const late =
            <T>(find: Located<T>): Located<T> =>
            (signal) =>
              looks++ < 60 ? Promise.reject(new Error('no server yet')) : find(signal);
          return { ...rig, telescope: late(rig.telescope!), dome: late(rig.dome!) };
        },
      },
    ));

  it('stops a mount that does not park, and has no need to cut its power', () =>
    watched(
      async (watch) => {
        watch.world.faults.add({ device: 'telescope', member: 'park', kind: 'refuse' });
        watch.engineUntil = 0;
        await watch.pass(400);
        expect(watch.world.mount.tracking(watch.clock.now())).toBe(false);
        expect(watch.world.mountPowered()).toBe(true);
      },
      { rig: powered },
    ));

  it('cuts the power of a mount that neither parks nor stands still, within four minutes of stepping in', () =>
    watched(
      async (watch) => {
        for (const member of ['park', 'tracking', 'abortSlew']) {
          watch.world.faults.add({ device: 'telescope', member, kind: 'lie' });
        }
        watch.engineUntil = 0;
        await watch.pass(60);
        expect(watch.world.mountPowered()).toBe(true);
        await watch.pass(210);
        expect(watch.world.mountPowered()).toBe(false);
        const kinds = watch.alarms.map(([kind]) => kind);
        expect(kinds.slice(0, 2)).toEqual(['securing', 'not secured']);
        expect(kinds.filter((kind) => kind === 'power cut')).toHaveLength(1);
        // Somebody has come, and seen to it.
        watch.world.faults.clear();
        watch.world.switches.set(MOUNT_OUTLET, 1, watch.clock.now());
        await watch.pass(120);
        expect(watch.secured()).toEqual({ roof: 'closed', parked: true });
        expect(watch.alarms.at(-1)?.[0]).toBe('secured');
      },
      { rig: powered },
    ));

  it('cuts the power, too, of a mount that moved and has not been seen for ten minutes', () =>
    watched(
      async (watch) => {
        await watch.pass(10);
        watch.world.faults.add({ device: 'telescope', kind: 'hang' });
        watch.engineUntil = 0;
        await watch.pass(300);
        expect(watch.world.mountPowered()).toBe(true);
        await watch.pass(600);
        expect(watch.world.mountPowered()).toBe(false);
      },
      { rig: powered },
    ));

  it('cuts no power of a mount that it has never seen: it may be switched off', () =>
    watched(
      async (watch) => {
        watch.world.faults.add({ device: 'telescope', kind: 'hang' });
        watch.engineUntil = 0;
        await watch.pass(1800);
        expect(watch.world.mountPowered()).toBe(true);
        expect(watch.alarms.map(([kind]) => kind)).not.toContain('secured');
      },
      { rig: powered },
    ));

  it('stops a mount that tracks on under a closed low roof, and does not drive it into the roof', () =>
    watched(
      async (watch) => {
        watch.engineUntil = 0;
        await watch.pass(120);
        const now = watch.clock.now();
        expect(watch.world.mount.tracking(now)).toBe(false);
        expect(watch.world.mount.parked(now)).toBe(false);
        expect(watch.alarms.map(([kind]) => kind)).toEqual(['securing', 'secured']);
      },
      { world: { roof: { open: false } } },
    ));

  it('parks a telescope that has no roof', () =>
    watched(
      async (watch) => {
        watch.engineUntil = 0;
        await watch.pass(120);
        expect(watch.secured().parked).toBe(true);
      },
      { rig: ({ dome: _, ...rest }) => rest },
    ));

  it('is not fooled by a clock that is set while it watches', () =>
    watched(async (watch) => {
      rain(watch);
      await watch.pass(10);
      const now = watch.clock.now.bind(watch.clock);
      watch.clock.now = () => now() + 5 * 3_600_000;
      await watch.pass(60);
      expect(watch.alarms).toEqual([]);
      await watch.pass(60);
      expect(watch.alarms[0]?.[0]).toBe('securing');
    }));
});
