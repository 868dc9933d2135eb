import type { Timer } from '../../clock.js';
import type { DeviceType, StateValue } from '../../roles/device.js';
import type { Member } from '../../roles/member.js';
import { CONNECTING } from '../drivers/driver.js';
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

/** What the driver of a broken device sends: half an answer, a page of some proxy, nothing, the wrong type. */
const GARBAGE: readonly Reply[] = [
  { status: 200, type: 'application/json', body: '{"Value": tru' },
  { status: 200, type: 'text/html', body: '<html><body><h1>It works!</h1></body></html>' },
  { status: 200, type: 'application/json', body: '' },
  { status: 500, type: 'text/plain', body: 'Object reference not set to an instance of an object.' },
];
/** Only who reads a value can tell that it is none. */
const WRONG_TYPE: Reply = {
  status: 200,
  type: 'application/json',
  body: '{"Value":{"unexpected":[null]},"ErrorNumber":0,"ErrorMessage":""}',
};
const DEFAULT_SECONDS = 3;

/** Which property tells that an operation is over, where the table of members does not say it. */
const COMPLETION: Readonly<Record<string, string>> = {
  slewToCoordinatesAsync: 'slewing',
  slewToTargetAsync: 'slewing',
  slewToAltAzAsync: 'slewing',
  moveAxis: 'slewing',
  sideOfPier: 'slewing',
  unpark: 'atPark',
  startExposure: 'imageReady',
  position: 'position',
};

/** Members that come back when the operation is over, which fails while they are waited for. */
const WAITED_FOR: ReadonlySet<string> = new Set(['connected', 'slewToCoordinates', 'slewToTarget', 'slewToAltAz']);

function completionOf(key: string, member: Member): string {
  return member.verb === 'start' ? member.until : (COMPLETION[key] ?? key);
}

/** Whether a write sets something going, or ends it, rather than change a setting. */
function isOperation(key: string, { verb, urgent }: Member): boolean {
  return verb === 'start' || urgent === true || key in COMPLETION || WAITED_FOR.has(key);
}

interface Breakdown {
  readonly completion: string;
  readonly message: string;
}

/** Carries out faults, and remembers what they left behind. */
export class Spoiler {
  readonly #first = new Map<number, (call: Spoiled) => Answer>();
  readonly #broken = new Map<string, Breakdown>();
  /** What is going to break down, by type of device. */
  readonly #breaking = new Map<string, Timer>();
  #pieces = 0;

  constructor(readonly world: World) {}

  /**
   * The error of an operation that broke down, on reading how it goes. The next operation starts afresh, and one that is
   * halted breaks down no more.
   */
  breakdown({ type, key, member }: Route, writes: boolean): DriverError | undefined {
    if (this.#broken.size === 0 && this.#breaking.size === 0) return undefined;
    if (writes) {
      if (!isOperation(key, member)) return undefined;
      this.world.clock.clearTimeout(this.#breaking.get(type));
      this.#breaking.delete(type);
      this.#broken.delete(type);
      return undefined;
    }
    const broken = this.#broken.get(type);
    return key === broken?.completion ? new DriverError('driver', broken.message) : undefined;
  }

  /** DeviceState as it tells of a device that lies in some of its properties, or whose operation broke down. */
  stateOf(type: DeviceType, states: readonly StateValue[]): readonly StateValue[] {
    const told = this.world.faults.lies(type, this.world.clock.now());
    const broken = this.#broken.get(type)?.completion.toLowerCase();
    if (told.size === 0 && broken === undefined) return states;
    return states.flatMap(({ name, value }) => {
      const key = name.toLowerCase();
      return key === broken ? [] : [{ name, value: told.has(key) ? told.get(key) : value }];
    });
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
        // Whoever wanted to connect is told that it goes well, and nothing comes of it.
        return CONNECTING.has(route.key) && call.writes ? call.told(undefined) : call.run();
      case 'garbage':
        return this.#garbage(call.writes);
      case 'lie':
        return this.#lie(fault, call);
      case 'fail-midway':
        return this.#failMidway(fault, call);
    }
  }

  #garbage(writes: boolean): Reply {
    const kinds = writes ? GARBAGE : [...GARBAGE, WRONG_TYPE];
    return kinds[this.#pieces++ % kinds.length] ?? WRONG_TYPE;
  }

  /** A write is acknowledged and nothing is done; a read says what it should not. */
  async #lie(fault: ActiveFault, call: Spoiled): Promise<Answer> {
    if (call.writes) return call.told(undefined);
    if (fault.value !== undefined) return call.told(fault.value);
    const first = this.#first.get(fault.id);
    if (first) return first(call);
    const answer = await call.run();
    // Images are no JSON: the very same answer is given again.
    const value = answer !== BROKEN && typeof answer.body === 'string' ? valueIn(answer.body) : undefined;
    this.#first.set(fault.id, value === undefined ? () => answer : (next) => next.told(value));
    return answer;
  }

  async #failMidway(fault: ActiveFault, call: Spoiled): Promise<Answer> {
    const { route } = call;
    if (!call.writes) return call.run();
    const after = (fault.seconds ?? DEFAULT_SECONDS) * 1000;
    const message = `${route.driver.info.name}: ${route.key} broke down`;
    if (WAITED_FOR.has(route.key)) {
      const failed = this.world.clock.sleep(after).then(() => {
        route.driver.breakDown(route.key);
        return call.refused(new DriverError('driver', message));
      });
      return Promise.race([call.run(), failed]);
    }
    const answer = await call.run();
    // What the driver has not begun cannot break down.
    if (refusedBy(answer)) return answer;
    const timer = this.world.clock.setTimeout(() => {
      this.#breaking.delete(route.type);
      route.driver.breakDown(route.key);
      this.#broken.set(route.type, { completion: completionOf(route.key, route.member), message });
    }, after);
    this.#breaking.set(route.type, timer);
    return answer;
  }
}

function valueIn(body: string): unknown {
  return (JSON.parse(body) as { Value?: unknown }).Value;
}

function refusedBy(answer: Answer): boolean {
  if (answer === BROKEN || typeof answer.body !== 'string') return true;
  return (JSON.parse(answer.body) as { ErrorNumber?: number }).ErrorNumber !== 0;
}
