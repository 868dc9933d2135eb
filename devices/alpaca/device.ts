import type { DeviceType } from '../roles/device.js';
import {
  type CallOptions,
  type Member,
  type MemberTable,
  type Params,
  type WireType,
  wireName,
} from '../roles/member.js';
import { CallQueue } from './call-queue.js';
import { withCallDeadline } from './deadlines.js';
import { ArgumentError, type CallPlace, type DeviceRef, DroppedError, ProtocolError } from './device-error.js';
import { encodeValue } from './encode.js';
import { openAnswer } from './envelope.js';
import type { HttpAnswer } from './http.js';
import type { ServerLink } from './link.js';

/** The name of the method that writes a property. */
export const setterOf = (key: string): string => `set${capitalized(key)}`;
/** The name of the method that starts an operation. */
export const starterOf = (key: string): string => `start${capitalized(key)}`;
const capitalized = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

type Encoded = readonly (readonly [name: string, value: string])[];

/** A member about to be called. */
interface PlainCall {
  readonly member: Member;
  /** Its name in the URL. */
  readonly path: string;
  /** As errors name the call. */
  readonly place: CallPlace;
  readonly verb: 'GET' | 'PUT';
  readonly parameters: Encoded;
}

/** How a member is called. */
interface Plan extends Pick<PlainCall, 'member' | 'path' | 'verb'> {
  /** Of the answer; undefined when there is none to be read. */
  readonly value: WireType<unknown> | undefined;
  readonly parameters: readonly (readonly [name: string, wireName: string, type: WireType<unknown>])[];
}

const NONE: Encoded = [];

/** One device of a server: how a member of its table becomes a call. The table's methods stand on the subclasses. */
export class DeviceCalls<K extends DeviceType = DeviceType> {
  readonly #queue: CallQueue;
  readonly #plans = new Map<string, Plan>();
  /** Reads of this device that are under way at the same time. */
  protected readonly readsAtOnce: number;
  #number: number;
  /** Some servers know a switch's parameter as `ID` only, and answer 400 to the `Id` of the API. */
  #idName = 'Id';

  constructor(
    protected readonly link: ServerLink,
    readonly type: K,
    number: number,
    protected readonly table: MemberTable,
  ) {
    this.#number = number;
    this.readsAtOnce = Math.max(1, link.options.readsAtOnce ?? 2);
    this.#queue = new CallQueue(this.readsAtOnce);
  }

  /** Its number on the server. */
  get number(): number {
    return this.#number;
  }

  /** As errors name it. */
  get ref(): DeviceRef {
    return { type: this.type, number: this.#number, url: this.link.url };
  }

  /** Goes on with the same device under another number, as the server's list of devices has it now. */
  renumber(number: number): void {
    this.#number = number;
  }

  /** Reads a property, or calls a method, by its name in the table. */
  protected async invoke(
    key: string,
    params: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<unknown> {
    const { member, path, verb, value, parameters: known } = this.#planOf(key);
    const place = this.place(key);
    if (known.length === 0) {
      return openAnswer(place, await this.#send({ member, path, place, verb, parameters: NONE }, options), value);
    }
    const parameters = known.map(([name, wire, type]): Encoded[number] => [
      wire,
      encode(place, name, type, params[name]),
    ]);
    return this.#spelt({ member, path, place, verb, parameters }, value, options);
  }

  /** Writes a property by its name in the table. */
  protected async write(key: string, value: unknown, options?: CallOptions): Promise<void> {
    const { member, path } = this.#planOf(key);
    if (member.verb !== 'get-put') throw new TypeError(`${key} of a ${this.type} cannot be written.`);
    const place = this.place(setterOf(key));
    const parameters: Encoded = [[wireName(key, member), encode(place, key, member.value, value)]];
    openAnswer(place, await this.#send({ member, path, place, verb: 'PUT', parameters }, options), undefined);
  }

  protected place(member: string): CallPlace {
    return { device: this.ref, member };
  }

  /** How a member is called: worked out once, for a night calls the same few tens of thousands of times. */
  #planOf(key: string): Plan {
    const known = this.#plans.get(key);
    if (known) return known;
    const member = Object.hasOwn(this.table, key) ? this.table[key] : undefined;
    if (!member) throw new TypeError(`A ${this.type} has no member ${key}.`);
    const types: Params = member.verb === 'get-put' ? {} : member.params;
    const plan: Plan = {
      member,
      path: wireName(key, member).toLowerCase(),
      verb: member.verb === 'get' || member.verb === 'get-put' ? 'GET' : 'PUT',
      value: member.verb === 'start' ? undefined : member.value,
      parameters: Object.entries(types).map(([name, type]) => [name, wireName(name, {}), type]),
    };
    this.#plans.set(key, plan);
    return plan;
  }

  /** Sends a call with parameters, and once more with the other spelling of Id where the server wants that. */
  async #spelt(call: PlainCall, value: Plan['value'], options: CallOptions | undefined): Promise<unknown> {
    const attempt = async (made: PlainCall): Promise<unknown> =>
      openAnswer(made.place, await this.#send(made, options), value);
    if (!call.parameters.some(([name]) => name === 'Id')) return attempt(call);
    try {
      return await attempt(withIdName(call, this.#idName));
    } catch (error) {
      // A 400 has not been carried out: even a write may be made again with the other spelling.
      if (!(error instanceof ProtocolError) || error.status !== 400) throw error;
      const other = this.#idName === 'Id' ? 'ID' : 'Id';
      const answer = await attempt(withIdName(call, other)).catch(() => {
        throw error;
      });
      this.#idName = other;
      return answer;
    }
  }

  #send({ member, path, place, verb, parameters }: PlainCall, options: CallOptions | undefined): Promise<HttpAnswer> {
    const { deadlines, clock } = this.link;
    const slow = member.patience === 'long' && verb === 'PUT';
    const deadline = options?.deadline ?? (slow ? deadlines.long : deadlines.control);
    const lane = member.urgent ? 'urgent' : slow ? 'long' : 'control';
    const url = `/api/v1/${this.type}/${String(this.#number)}/${path}`;
    return withCallDeadline({ clock, place, signal: options?.signal }, deadline, (signal) => {
      const send = () => this.link.send({ verb, path: url, parameters, lane, signal }, place);
      if (!member.urgent) {
        const dropped = (by: string) => new DroppedError(place, `was dropped while it waited: ${by} goes first`);
        return this.#queue.run(verb, { signal, work: send, dropped });
      }
      if (verb === 'PUT') this.#queue.preempt(place.member);
      return send();
    });
  }
}

function encode(place: CallPlace, name: string, type: WireType<unknown>, value: unknown): string {
  try {
    return encodeValue(type, value);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(place, `cannot be called: ${name} ${said}`, { cause });
  }
}

function withIdName(call: PlainCall, idName: string): PlainCall {
  const parameters = call.parameters.map(([name, value]) => [name === 'Id' ? idName : name, value] as const);
  return { ...call, parameters };
}
