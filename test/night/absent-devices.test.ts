import { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../devices/clock.js';
import type { ErrorPolicy } from '../../engine/plan/plan.js';
import { frames, step, target } from '../support/plans.js';
import { rehearse, type Rehearsal, type RehearsalOptions } from '../support/rehearsal.js';

const NIGHT = Date.parse('2026-11-21T21:00:00Z');
const MINUTE = 60_000;
const GONE = NIGHT + 6 * MINUTE;
/** What a sequence says that says nothing: tried a few times, then on to the next target. */
const ON: ErrorPolicy = { retry: 2, backoff: 5, then: 'next target' };
const TARGETS = [
  target('m31', [frames('m31/L', 3, { exposure: 120, filter: 'L' })], {
    position: { kind: 'equatorial', ra: 0.7123, dec: 41.269, epoch: 'J2000' },
    onError: ON,
  }),
  target('m33', [frames('m33/L', 2, { exposure: 120, filter: 'L' })], {
    position: { kind: 'equatorial', ra: 1.5642, dec: 30.66, epoch: 'J2000' },
    onError: ON,
  }),
];
const ALL = ['m31/L#1', 'm31/L#2', 'm31/L#3', 'm33/L#1', 'm33/L#2'];

/** The way to a server of its own that has one device, and is gone for a while. */
class ServerOf extends Dispatcher {
  constructor(
    private readonly inner: Dispatcher,
    private readonly device: string,
    private readonly isGone: () => boolean,
  ) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (!options.path.includes(`/${this.device}/`) || !this.isGone()) return this.inner.dispatch(options, handler);
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const older = handler as { onError?: (error: Error) => void };
    if (handler.onRequestStart) handler.onResponseError?.(undefined as never, refused);
    else older.onError?.(refused);
    return true;
  }
}

const without =
  (device: string, minutes: number) =>
  (straight: Dispatcher, clock: Clock): Dispatcher =>
    new ServerOf(straight, device, () => clock.now() >= GONE && clock.now() < GONE + minutes * MINUTE);

const night = (more: Partial<RehearsalOptions>): Promise<Rehearsal> =>
  rehearse({
    start: NIGHT,
    end: NIGHT + 240 * MINUTE,
    startup: [step('connect'), step('open'), step('unpark')],
    steps: TARGETS,
    shutdown: [step('park'), step('close')].map((each) => ({ ...each, onError: { ...ON, then: 'skip' as const } })),
    ...more,
  });
const taken = ({ records }: Rehearsal) => records.flatMap((r) => (r.type === 'file' ? [r.key] : []));
const alarms = ({ records }: Rehearsal) => records.flatMap((r) => (r.type === 'alarm' ? [r.message] : []));
const reopenings = ({ records }: Rehearsal) =>
  records.filter((r) => r.type === 'activity' && r.state === 'reopening').length;

describe('a night that cannot go on without a device', () => {
  it.each(['camera', 'telescope'])(
    'waits ten minutes for the server of its %s, parked and closed, and takes every frame afterwards',
    async (device) => {
      let alarm: string | undefined;
      const run = await night({
        way: without(device, 10),
        during: ({ board }) => {
          board.subscribe((status) => {
            alarm ??= status.alarm;
          });
        },
      });
      expect(taken(run)).toEqual(ALL);
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 5, total: 5 } });
      expect(reopenings(run)).toBe(2);
      expect(alarm).toMatch(/does not answer/u);
      expect(alarms(run).filter((message) => /is waited for, for 60 min at most/u.test(message))).toHaveLength(1);
      expect(run.records).toContainEqual(
        expect.objectContaining({ type: 'decision', about: 'devices', action: 'go on' }),
      );
      expect(run.world.hazards.list()).toEqual([]);
    },
  );

  it('waits where it stands for a server that starts again in a minute, and loses no attempt by it', async () => {
    const impatient = TARGETS.map((each) => ({ ...each, onError: { ...ON, retry: 0 } }));
    const run = await night({ steps: impatient, way: without('camera', 1) });
    expect(taken(run)).toEqual(ALL);
    expect(reopenings(run)).toBe(1);
    expect(alarms(run)).toEqual([]);
  });

  it('waits, too, for a device that hangs', async () => {
    const run = await night({
      prepare: (world) => world.faults.add({ device: 'camera', kind: 'hang', from: GONE, to: GONE + 10 * MINUTE }),
    });
    expect(taken(run)).toEqual(ALL);
    expect(run.result.outcome).toBe('completed');
  });

  it('gives up after an hour, closed, with what is left to be taken another time', async () => {
    const run = await night({ way: without('camera', 600) });
    expect(alarms(run)).toContain('the camera has not come back within 60 min');
    expect(run.result).toMatchObject({ outcome: 'ended by a failure', secured: { parked: true, closed: true } });
    expect(run.records.some((r) => r.type === 'end' && r.outcome === 'skipped')).toBe(false);
    const over = Date.parse(run.records.at(-1)!.t);
    expect(over - GONE).toBeLessThan(120 * MINUTE);
  });

  it('does not wait closed for a device that it can do without', async () => {
    const run = await night({ way: without('focuser', 60) });
    expect(taken(run)).toEqual(ALL);
    expect(reopenings(run)).toBe(1);
  });

  it('closes for the rain while it waits, and says so', async () => {
    const run = await night({
      way: without('camera', 10),
      prepare: (world) => world.weather.during('rain', { from: GONE + 3 * MINUTE, to: GONE + 20 * MINUTE }),
    });
    const verdicts = run.records.flatMap((r) => (r.type === 'verdict' ? [r.verdict] : []));
    expect(verdicts).toEqual(['safe', 'unknown', 'unsafe', 'safe']);
    expect(taken(run)).toEqual(ALL);
    expect(run.world.hazards.list()).toEqual([]);
  });

  it.each(['telescope', 'camera'])(
    'is secured and opened again when the mount stands parked after the %s was away for a moment',
    async (device) => {
      const run = await night({
        way: without(device, 1.5),
        during: (_run, { mount }, clock) => {
          clock.sleep(GONE + 1000 - clock.now()).then(
            () => {
              mount.park(clock.now());
            },
            () => undefined,
          );
        },
      });
      expect(run.records).toContainEqual(
        expect.objectContaining({ type: 'decision', about: 'devices', action: 'begin anew' }),
      );
      expect(taken(run)).toEqual(ALL);
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 5, total: 5 } });
      expect(reopenings(run)).toBe(2);
    },
  );
});
