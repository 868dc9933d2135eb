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
  /** Of the answer; undefined when there is none to be read. */
  readonly value: WireType<unknown> | undefined;
}

/** One device of a server: how a member of its table becomes a call. The table's methods stand on the subclasses. */
export class DeviceCalls<K extends DeviceType = DeviceType> {
  readonly #queue: CallQueue;
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
    const member = this.#member(key);
    const place = this.place(key);
    const types: Params = member.verb === 'get-put' ? {} : member.params;
    return this.#call(
      {
        member,
        path: pathOf(key, member),
        place,
        verb: member.verb === 'get' || member.verb === 'get-put' ? 'GET' : 'PUT',
        parameters: Object.entries(types).map(([name, type]) => [
          wireName(name, {}),
          encode(place, name, type, params[name]),
        ]),
        value: member.verb === 'start' ? undefined : member.value,
      },
      options,
    );
  }

  /** Writes a property by its name in the table. */
  protected async write(key: string, value: unknown, options?: CallOptions): Promise<void> {
    const member = this.#member(key);
    if (member.verb !== 'get-put') throw new TypeError(`${key} of a ${this.type} cannot be written.`);
    const place = this.place(setterOf(key));
    const parameters: Encoded = [[wireName(key, member), encode(place, key, member.value, value)]];
    await this.#call({ member, path: pathOf(key, member), place, verb: 'PUT', parameters, value: undefined }, options);
  }

  protected place(member: string): CallPlace {
    return { device: this.ref, member };
  }

  #member(key: string): Member {
    const member = Object.hasOwn(this.table, key) ? this.table[key] : undefined;
    if (!member) throw new TypeError(`A ${this.type} has no member ${key}.`);
    return member;
  }

  async #call(call: PlainCall, options: CallOptions | undefined): Promise<unknown> {
    if (!call.parameters.some(([name]) => name === 'Id')) return this.#callOnce(call, options);
    try {
      return await this.#callOnce(withIdName(call, this.#idName), options);
    } catch (error) {
      // A 400 has not been carried out: even a write may be made again with the other spelling.
      if (!(error instanceof ProtocolError) || error.status !== 400) throw error;
      const other = this.#idName === 'Id' ? 'ID' : 'Id';
      const value = await this.#callOnce(withIdName(call, other), options).catch(() => {
        throw error;
      });
      this.#idName = other;
      return value;
    }
  }

  async #callOnce(
    { member, path, place, verb, parameters, value }: PlainCall,
    options?: CallOptions,
  ): Promise<unknown> {
    const { deadlines, clock } = this.link;
    const slow = member.patience === 'long' && verb === 'PUT';
    const usual = slow ? deadlines.long : deadlines.control;
    const answer = await withCallDeadline(
      { clock, place, signal: options?.signal },
      options?.deadline ?? usual,
      (signal) => {
        const lane = member.urgent ? 'urgent' : slow ? 'long' : 'control';
        const url = `/api/v1/${this.type}/${String(this.#number)}/${path}`;
        const send = () => this.link.send({ verb, path: url, parameters, lane, signal }, place);
        if (!member.urgent) {
          const dropped = (by: string) => new DroppedError(place, `was dropped while it waited: ${by} goes first`);
          return this.#queue.run(verb, { signal, work: send, dropped });
        }
        if (verb === 'PUT') this.#queue.preempt(place.member);
        return send();
      },
    );
    return openAnswer(place, answer, value);
  }
}

function pathOf(key: string, member: Member): string {
  return wireName(key, member).toLowerCase();
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
