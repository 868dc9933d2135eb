import {
  type CallOptions,
  type Member,
  type MemberTable,
  type Params,
  type WireType,
  wireName,
} from '../roles/member.js';
import type { DeviceType } from '../roles/device.js';
import { CallQueue } from './call-queue.js';
import { withCallDeadline } from './deadlines.js';
import { ArgumentError, type CallPlace, type DeviceRef, DroppedError } from './device-error.js';
import { encodeValue } from './encode.js';
import { openAnswer } from './envelope.js';
import type { ServerLink } from './link.js';

/** The name of the method that writes a property. */
export const setterOf = (key: string): string => `set${capitalized(key)}`;
/** The name of the method that starts an operation. */
export const starterOf = (key: string): string => `start${capitalized(key)}`;
const capitalized = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

type Encoded = readonly (readonly [name: string, value: string])[];

interface PlainCall {
  readonly verb: 'GET' | 'PUT';
  readonly member: Member;
  readonly parameters: Encoded;
  readonly value: WireType<unknown> | undefined;
}

/** One device of a server: how a member of its table becomes a call. The table's methods stand on the subclasses. */
export class DeviceCalls<K extends DeviceType = DeviceType> {
  readonly #queue: CallQueue;

  constructor(
    protected readonly link: ServerLink,
    readonly type: K,
    readonly number: number,
    private readonly table: MemberTable,
  ) {
    this.#queue = new CallQueue(link.options.readsAtOnce ?? 2);
  }

  /** As errors name it. */
  get ref(): DeviceRef {
    return { type: this.type, number: this.number, url: this.link.url };
  }

  /** Reads a property, or calls a method, by its name in the table. */
  protected async invoke(
    key: string,
    params: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<unknown> {
    const member = this.#member(key);
    const types: Params = member.verb === 'get-put' ? {} : member.params;
    const verb = member.verb === 'get' || member.verb === 'get-put' ? 'GET' : 'PUT';
    const value = member.verb === 'start' ? undefined : member.value;
    return this.#call(key, { verb, member, parameters: this.#encode(key, types, params), value }, options);
  }

  /** Writes a property by its name in the table. */
  protected async write(key: string, value: unknown, options?: CallOptions): Promise<void> {
    const member = this.#member(key);
    if (member.verb !== 'get-put') throw new TypeError(`${key} of a ${this.type} cannot be written.`);
    const name = wireName(key, member);
    const parameters: Encoded = [[name, this.#encodeOne(key, key, member.value, value)]];
    await this.#call(setterOf(key), { verb: 'PUT', member, parameters, value: undefined }, options, key);
  }

  protected place(member: string): CallPlace {
    return { device: this.ref, member };
  }

  #member(key: string): Member {
    const member = Object.hasOwn(this.table, key) ? this.table[key] : undefined;
    if (!member) throw new TypeError(`A ${this.type} has no member ${key}.`);
    return member;
  }

  #encode(key: string, types: Params, params: Readonly<Record<string, unknown>>): Encoded {
    return Object.entries(types).map(([name, type]) => [
      wireName(name, {}),
      this.#encodeOne(key, name, type, params[name]),
    ]);
  }

  #encodeOne(key: string, name: string, type: WireType<unknown>, value: unknown): string {
    try {
      return encodeValue(type, value);
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new ArgumentError(this.place(key), `cannot be called: ${name} ${said}`, { cause });
    }
  }

  async #call(label: string, call: PlainCall, options: CallOptions | undefined, key = label): Promise<unknown> {
    const { verb, member, parameters, value } = call;
    const place = this.place(label);
    const path = `/api/v1/${this.type}/${String(this.number)}/${wireName(key, member).toLowerCase()}`;
    const { deadlines, clock } = this.link;
    const usual = member.patience === 'long' && verb === 'PUT' ? deadlines.long : deadlines.control;
    const answer = await withCallDeadline(
      { clock, place, signal: options?.signal },
      options?.deadline ?? usual,
      (signal) => {
        const lane = member.urgent ? 'urgent' : 'control';
        const send = () => this.link.send({ verb, path, parameters, lane, signal }, place);
        if (!member.urgent) {
          const dropped = (by: string) => new DroppedError(place, `was dropped while it waited: ${by} goes first`);
          return this.#queue.run(verb, { signal, work: send, dropped });
        }
        if (verb === 'PUT') this.#queue.preempt(label);
        return send();
      },
    );
    return openAnswer(place, answer, value);
  }
}
