import { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import type { AlpacaClient } from '../../devices/alpaca/client.js';
import { askServer } from '../../devices/alpaca/discovery.js';
import { reconnect } from '../../devices/alpaca/reconnect.js';
import type { BringBack } from '../../engine/night/connections.js';
import { expose, step } from '../support/plans.js';
import { type Rehearsal, type RehearsalOptions, rigOf } from '../support/rehearsal.js';
import { m31, MINUTE, NIGHT, night, opened, SECURED, stands, TRY } from './m31-night.js';

const keysOf = ({ records }: Rehearsal) => records.flatMap((r) => (r.type === 'file' ? [r.key] : []));
const reopenings = ({ records }: Rehearsal): number => opened(records);

/** A server that answers at one address after the other, and at none in between. */
class Moving extends Dispatcher {
  constructor(
    private readonly inner: Dispatcher,
    private readonly isThere: (origin: string) => boolean,
  ) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.isThere(String(options.origin))) return this.inner.dispatch(options, handler);
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const older = handler as { onConnect?: (abort: () => void) => void; onError?: (error: Error) => void };
    if (handler.onRequestStart) handler.onResponseError?.(undefined as never, refused);
    else older.onError?.(refused);
    return true;
  }
}

const moves = (from: number, to: number): Pick<RehearsalOptions, 'way' | 'bringBack'> => {
  let present = (): string | undefined => undefined;
  return {
    way: (straight, clock) => {
      present = () =>
        clock.now() < from ? 'http://simulator' : clock.now() < to ? undefined : 'http://simulator:2222';
      return new Moving(straight, (origin) => origin === present());
    },
    bringBack: (client: AlpacaClient): BringBack => {
      const rig = rigOf(client);
      return async (role, options) => {
        const device = rig[role] as ReturnType<AlpacaClient['telescope']> | undefined;
        if (!device) return;
        await reconnect(client, device, {
          ...options,
          uniqueId: UNIQUE_IDS.get(device.type) ?? '',
          find: async () => {
            const url = present();
            return url === undefined ? [] : [await askServer(url, client.options)];
          },
        });
      };
    },
  };
};
/** As the simulator names its devices with the seed that rehearsals have. */
const UNIQUE_IDS = new Map<string, string>();

async function learnUniqueIds(): Promise<void> {
  await night({
    steps: [],
    during: (_run, { drivers }) => {
      for (const { info } of drivers) UNIQUE_IDS.set(info.type, info.uniqueId);
    },
  });
}

describe('a night whose server goes elsewhere', () => {
  it('finds it again by the devices that it serves, and takes every frame once', async () => {
    await learnUniqueIds();
    for (const away of [5_000, MINUTE, 10 * MINUTE]) {
      const from = NIGHT + 6 * MINUTE;
      const run = await night({ steps: [m31(6, 120)], end: NIGHT + 120 * MINUTE, ...moves(from, from + away) });
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 6, total: 6 } });
      expect(keysOf(run)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `m31/L#${String(n)}`));
      expect(stands(run)).toEqual(SECURED);
    }
  });

  it('closes its roof when the server goes while it rains', async () => {
    await learnUniqueIds();
    const from = NIGHT + 6 * MINUTE;
    const run = await night({
      steps: [m31(6, 120)],
      end: NIGHT + 40 * MINUTE,
      prepare: (world) => world.weather.during('rain', { from, to: from + 60 * MINUTE }),
      ...moves(from, from + MINUTE),
    });
    const closed = run.records.find((r) => r.type === 'secured' && r.closed && Date.parse(r.t) > from);
    expect(Date.parse(closed!.t) - from).toBeLessThan(5 * MINUTE);
    expect(run.world.truth.collisions).toEqual([]);
    expect(stands(run)).toEqual(SECURED);
  });

  it('is found, too, by a startup that has no step for it', async () => {
    await learnUniqueIds();
    const from = NIGHT + 6 * MINUTE;
    const run = await night({
      startup: [step('open'), step('unpark')],
      steps: [m31(3, 120)],
      end: NIGHT + 120 * MINUTE,
      prepare: (world) => world.weather.during('clouds', { from: from - MINUTE, to: from + 10 * MINUTE }),
      ...moves(from, from + 5 * MINUTE),
      rig: (rig, client) => ({ ...rig, safetyMonitor: client.safetyMonitor(0) }),
    });
    expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 3 } });
  });
});

describe('a driver that has lost its connection', () => {
  it('is connected again before the step that needs it is tried again', async () => {
    for (const device of ['telescope', 'camera', 'filterwheel', 'focuser', 'dome'] as const) {
      const run = await night({
        steps: [m31(3, 120)],
        end: NIGHT + 120 * MINUTE,
        prepare: (world) => world.faults.add({ device, kind: 'disconnect', from: NIGHT + 6 * MINUTE, count: 1 }),
      });
      expect(run.result).toMatchObject({ outcome: 'completed', frames: { done: 3 } });
      expect(reopenings(run)).toBe(1);
      expect(stands(run)).toEqual(SECURED);
    }
  });

  it('is connected again before the next step, when the one that met it was passed over', async () => {
    const run = await night({
      steps: [
        expose('first', 1, { onError: { ...TRY, retry: 0, then: 'skip' } }),
        expose('second', 2, { onError: { ...TRY, retry: 0, then: 'skip' } }),
      ],
      end: NIGHT + 120 * MINUTE,
      prepare: (world) => world.faults.add({ device: 'camera', kind: 'disconnect', member: 'startExposure', count: 1 }),
    });
    expect(keysOf(run)).toEqual(['second#1', 'second#2']);
  });
});
