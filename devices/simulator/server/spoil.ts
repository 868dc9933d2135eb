import type { Member } from '../../roles/member.js';
import { DriverError } from '../errors.js';
import type { ActiveFault } from '../faults.js';
import type { World } from '../world.js';
import { type Answer, BROKEN, type Reply } from './message.js';
import type { Route } from './routes.js';

/** The call that a fault spoils, and what would answer it. */
export interface Spoiled {
  readonly route: Route;
  readonly writes: boolean;
  /** Runs the call as if nothing were wrong. */
  run(): Answer | Promise<Answer>;
  refused(error: DriverError): Reply;
  /** An answer with this value, as on the wire; without one for calls that have none. */
  told(value: unknown): Reply;
}

/** What the driver of a broken device sends: half an answer, a page of some proxy, the wrong type, nothing. */
const GARBAGE: readonly Reply[] = [
  { status: 200, type: 'application/json', body: '{"Value": tru' },
  { status: 200, type: 'text/html', body: '<html><body><h1>It works!</h1></body></html>' },
  { status: 200, type: 'application/json', body: '{"Value":{"unexpected":[null]},"ErrorNumber":0,"ErrorMessage":""}' },
  { status: 200, type: 'application/json', body: '' },
  { status: 500, type: 'text/plain', body: 'Object reference not set to an instance of an object.' },
];
const DEFAULT_SECONDS = 3;

/** Which property tells that an operation is over, where the table of members does not say it. */
const COMPLETION: Readonly<Record<string, string>> = {
  slewToCoordinatesAsync: 'slewing',
  slewToTargetAsync: 'slewing',
  slewToAltAzAsync: 'slewing',
  slewToCoordinates: 'slewing',
  slewToTarget: 'slewing',
  slewToAltAz: 'slewing',
  moveAxis: 'slewing',
  sideOfPier: 'slewing',
  unpark: 'atPark',
  startExposure: 'imageReady',
  position: 'position',
};

function completionOf(key: string, member: Member): string {
  return member.verb === 'start' ? member.until : (COMPLETION[key] ?? key);
}

interface Breakdown {
  readonly completion: string;
  readonly message: string;
}

/** Carries out faults, and remembers what they left behind. */
export class Spoiler {
  readonly #first = new Map<number, Promise<unknown>>();
  readonly #broken = new Map<string, Breakdown>();
  #pieces = 0;

  constructor(readonly world: World) {}

  /** The error of an operation that broke down, on reading how it goes; a new operation starts afresh. */
  breakdown(route: Route, writes: boolean): DriverError | undefined {
    if (this.#broken.size === 0) return undefined;
    const broken = this.#broken.get(route.type);
    if (!broken) return undefined;
    if (writes) {
      this.#broken.delete(route.type);
      return undefined;
    }
    return route.key === broken.completion ? new DriverError('driver', broken.message) : undefined;
  }

  async spoil(fault: ActiveFault, call: Spoiled): Promise<Answer> {
    const { clock, faults } = this.world;
    const { route } = call;
    switch (fault.kind) {
      case 'refuse':
        return call.refused(new DriverError('driver', `${route.driver.info.name}: ${route.key} is refused`));
      case 'hang':
        await Promise.race([
          faults.removed(fault),
          ...(fault.to === undefined ? [] : [clock.sleep(fault.to - clock.now())]),
        ]);
        return BROKEN;
      case 'slow':
        await clock.sleep((fault.seconds ?? DEFAULT_SECONDS) * 1000);
        return call.run();
      case 'disconnect':
        route.driver.unplug();
        return call.run();
      case 'garbage':
        return GARBAGE[this.#pieces++ % GARBAGE.length] ?? BROKEN;
      case 'lie':
        return this.#lie(fault, call);
      case 'fail-midway':
        return this.#failMidway(fault, call);
    }
  }

  /** A write is acknowledged and nothing is done; a read says what it should not. */
  async #lie(fault: ActiveFault, call: Spoiled): Promise<Answer> {
    if (call.writes) return call.told(undefined);
    if (fault.value !== undefined) return call.told(fault.value);
    const first = this.#first.get(fault.id);
    if (first) return call.told(await first);
    const answer = await call.run();
    const value: unknown =
      answer !== BROKEN && typeof answer.body === 'string' ? (JSON.parse(answer.body) as { Value?: unknown }).Value : 0;
    this.#first.set(fault.id, Promise.resolve(value));
    return answer;
  }

  async #failMidway(fault: ActiveFault, call: Spoiled): Promise<Answer> {
    const { route } = call;
    const answer = await call.run();
    if (!call.writes) return answer;
    this.world.clock.setTimeout(
      () => {
        route.driver.breakDown();
        this.#broken.set(route.type, {
          completion: completionOf(route.key, route.member),
          message: `${route.driver.info.name}: ${route.key} broke down`,
        });
      },
      (fault.seconds ?? DEFAULT_SECONDS) * 1000,
    );
    return answer;
  }
}
