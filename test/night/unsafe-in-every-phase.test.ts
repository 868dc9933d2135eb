import { afterAll, describe, expect, it } from 'vitest';
import type { World } from '../../devices/simulator/index.js';
import type { VirtualClock } from '../../devices/virtual-clock.js';
import { DiscardDisk } from '../../engine/fits/discard-disk.js';
import type { NightRun } from '../../engine/night/run-night.js';
import { frames, step, target } from '../support/plans.js';
import { rehearse, type RehearsalOptions } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
/** Two looks at the monitor, the slew to the park position across the sky, and the roof. s */
const BOUND = 60;

/** A disk that takes half a minute for each frame. */
class SlowDisk extends DiscardDisk {
  writing = false;
  clock: VirtualClock | undefined;
  override async write(names: Iterable<string>, bytes: Uint8Array) {
    this.writing = true;
    await this.clock?.sleep(30_000);
    this.writing = false;
    return super.write(names, bytes);
  }
}

interface Moment {
  readonly run: NightRun;
  readonly world: World;
  readonly now: number;
  readonly disk: SlowDisk;
}

interface Phase {
  readonly name: string;
  /** Whether it is that phase now; rain begins when it is so first. */
  readonly is: (moment: Moment) => boolean;
  readonly night?: Partial<RehearsalOptions>;
  readonly prepare?: (world: World, clock: VirtualClock) => void;
  readonly during?: (run: NightRun, clock: VirtualClock) => void;
}

const field = (hourAngle: number, exposure = 60) =>
  target('field', [frames('field/L', 3, { exposure, filter: 'L' })], {
    position: { kind: 'hour angle', hourAngle, dec: 40 },
  });
const stepIs =
  (name: string) =>
  ({ run: { board } }: Moment): boolean =>
    board.status.step === name;
const doingIs =
  (doing: string) =>
  ({ run: { board } }: Moment): boolean =>
    board.status.doing === doing;

const PHASES: readonly Phase[] = [
  {
    name: 'connecting',
    is: stepIs('connect again'),
    night: { steps: [step('connect', { id: 'again', title: 'connect again' }), field(1)] },
    // The roof is open, and the camera takes its time.
    prepare: (world, clock) => {
      world.faults.add({
        device: 'camera',
        kind: 'slow',
        seconds: 4,
        from: clock.now() + 65_000,
        to: clock.now() + 90_000,
      });
    },
  },
  { name: 'slewing', is: ({ world, now }) => world.mount.slewing(now) && world.roof.state(now) === 'open' },
  {
    name: 'flipping',
    night: { steps: [field(-0.04, 90)] },
    is: ({ run, world, now }) => run.board.status.frames.done > 0 && world.mount.slewing(now),
  },
  { name: 'exposing', is: ({ world, now }) => world.camera.state(now) === 'exposing' },
  {
    name: 'downloading',
    is: doingIs('downloading'),
    prepare: (world) => {
      world.faults.add({ device: 'camera', member: 'imageArray', kind: 'slow', seconds: 4 });
    },
  },
  { name: 'saving', is: ({ disk }) => disk.writing },
  {
    name: 'focusing',
    is: stepIs('focus'),
    night: { steps: [step('focus', { body: { position: 9000 } }), field(1)] },
  },
  {
    name: 'cooling',
    is: ({ run }) => run.board.status.doing?.startsWith('cooling') ?? false,
    night: { steps: [step('cool', { body: { to: -10, over: 300 } }), field(1)] },
  },
  { name: 'reopening', is: ({ world, now }) => world.roof.state(now) === 'opening' },
  {
    name: 'shutting down',
    is: stepIs('warm'),
    night: {
      steps: [step('cool', { body: { to: 0, over: 30 } }), field(1)],
      shutdown: [step('warm', { body: { over: 300 } }), step('park'), step('close')],
    },
  },
  {
    name: 'paused',
    is: ({ run }) => run.board.status.activity === 'paused',
    night: { steps: [field(1, 600)] },
    during: (run, clock) => {
      clock.setTimeout(() => {
        run.pause();
      }, 6 * MINUTE);
    },
  },
];

const took: string[] = [];

/** Seconds from the first drop of rain in a phase until the roof has closed over a parked mount. */
async function secondsToClose({ is, night, prepare, during }: Phase): Promise<number> {
  const disk = new SlowDisk();
  let wet: number | undefined;
  let closed: number | undefined;
  const { world, records } = await rehearse({
    start: NIGHT,
    end: NIGHT + 45 * MINUTE,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: [field(1)],
    shutdown: [step('park'), step('close')],
    disk,
    ...night,
    prepare(simulated, clock) {
      disk.clock = clock;
      prepare?.(simulated, clock);
    },
    during(run, simulated, clock) {
      during?.(run, clock);
      const look = (): void => {
        const now = clock.now();
        if (wet === undefined && is({ run, world: simulated, now, disk })) {
          wet = now;
          simulated.weather.during('rain', { from: now, to: now + 60 * MINUTE });
        }
        const secured = simulated.roof.state(now) === 'closed' && simulated.mount.parked(now);
        if (wet !== undefined && secured) closed ??= now;
        if (closed === undefined && now < NIGHT + 60 * MINUTE) clock.setTimeout(look, 100);
      };
      look();
    },
  });
  expect(wet, 'the phase came').toBeDefined();
  const inTheRain = records.filter((r) => r.type === 'frame-begin' && Date.parse(r.t) > wet! + 10_000);
  expect(inTheRain).toEqual([]);
  // Some drops come in before any roof is closed; nothing else may happen.
  expect(world.hazards.list().filter(({ kind }) => kind !== 'rain fell through the open roof')).toEqual([]);
  return (closed! - wet!) / 1000;
}

describe('when it begins to rain, the roof closes over a parked mount within a minute', () => {
  it.each(PHASES)('while $name', async (phase) => {
    const seconds = await secondsToClose(phase);
    took.push(`${phase.name.padEnd(14)} ${seconds.toFixed(1).padStart(5)} s`);
    expect(seconds).toBeLessThan(BOUND);
  });

  afterAll(() => {
    console.log(`from the first drop to closed and parked:\n  ${took.join('\n  ')}`);
  });
});
