import { AlpacaClient, type AlpacaClientOptions, VirtualClock } from '../../devices/index.js';
import { FakeAlpaca, FakeDispatcher } from './fake-alpaca.js';

export interface Rig {
  readonly fake: FakeAlpaca;
  readonly clock: VirtualClock;
  readonly client: AlpacaClient;
  /** Lets virtual time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** The error of work that must fail. */
  readonly fails: (work: Promise<unknown>) => Promise<Error>;
}

/** A client and a fake server, without sockets, in virtual time. */
export function rig(options: Partial<AlpacaClientOptions> = {}): Rig {
  const fake = new FakeAlpaca();
  const clock = new VirtualClock(Date.parse('2026-11-21T20:00:00Z'));
  const client = new AlpacaClient({
    url: 'http://mount.local:11111',
    clock,
    dispatcher: new FakeDispatcher(fake),
    ...options,
  });
  const run = <T>(work: Promise<T>): Promise<T> => clock.drive(work);
  const fails = (work: Promise<unknown>): Promise<Error> =>
    run(
      work.then(
        () => {
          throw new Error('This should have failed.');
        },
        (error: unknown) => error as Error,
      ),
    );
  return { fake, clock, client, run, fails };
}
