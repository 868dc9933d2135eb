import { AlpacaClient, type ConfiguredDevice, VirtualClock } from '../../devices/index.js';
import { createWorld, inProcessDispatcher } from '../../devices/simulator/index.js';

/** The server that the contract is held against. */
export interface Target {
  readonly name: string;
  readonly client: AlpacaClient;
  readonly devices: readonly ConfiguredDevice[];
  /** Lets time pass, where it is virtual, until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** Why nothing may be moved; undefined where it may. */
  readonly still: string | undefined;
}

/**
 * The built-in simulator, in virtual time; or any server, by ALPACA_URL=http://host:port. A foreign server's hardware
 * is moved only with ALPACA_MOVE=1.
 */
export async function openTarget(): Promise<Target> {
  const url = process.env.ALPACA_URL;
  if (url !== undefined && url !== '') {
    const client = new AlpacaClient({ url });
    const still = process.env.ALPACA_MOVE === '1' ? undefined : 'it moves hardware; ALPACA_MOVE=1 allows it';
    return { name: url, client, devices: await client.configuredDevices(), run: (work) => work, still };
  }
  const clock = new VirtualClock(Date.parse('2026-11-21T22:00:00Z'));
  const dispatcher = inProcessDispatcher(createWorld({ clock, seed: 7, camera: { width: 320, height: 200 } }));
  const client = new AlpacaClient({ url: 'http://simulator', clock, dispatcher });
  const run = <T>(work: Promise<T>): Promise<T> => clock.drive(work);
  return {
    name: 'the built-in simulator',
    client,
    devices: await run(client.configuredDevices()),
    run,
    still: undefined,
  };
}

/** Leaves the server as it was found: what was connected here is disconnected again, and nothing else. */
export async function disconnectAll({ client, devices, run }: Target): Promise<void> {
  for (const { type, number } of devices) await run(client.device(type, number).disconnect());
}

/** What was not tried, and why; printed at the end, for each server differs. */
export class Skipped {
  readonly #reasons = new Map<string, Set<string>>();

  note(what: string, why: string): void {
    const list = this.#reasons.get(why) ?? new Set();
    this.#reasons.set(why, list.add(what));
  }

  toString(): string {
    if (this.#reasons.size === 0) return 'nothing was skipped';
    return [...this.#reasons].map(([why, what]) => `  ${why}: ${[...what].join(', ')}`).join('\n');
  }
}
