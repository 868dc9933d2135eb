import type { Clock } from '../../clock.js';
import { type DeviceType, type deviceMembers, PLATFORM_7_VERSION, type StateValue } from '../../roles/device.js';
import { MEMBERS } from '../../roles/index.js';
import { type Member, wireName, type WireType } from '../../roles/member.js';
import { refuse } from '../errors.js';
import { encode, isoTicks } from '../values.js';
import type { Served } from './served.js';

/** What a driver is called. */
export interface DriverInfo {
  readonly type: DeviceType;
  readonly number: number;
  readonly name: string;
  /** At most 64 characters. */
  readonly description: string;
  readonly uniqueId: string;
}

/** Members that answer while the device is not connected. */
export const ALWAYS_ANSWERED: ReadonlySet<string> = new Set([
  'connect',
  'connected',
  'connecting',
  'disconnect',
  'description',
  'driverInfo',
  'driverVersion',
  'interfaceVersion',
  'name',
  'supportedActions',
]);

/** Members that connect a device or part from it. */
export const CONNECTING: ReadonlySet<string> = new Set(['connect', 'connected', 'disconnect']);

/** What all ten drivers have in common: connecting, and telling who they are. */
export abstract class Driver implements Served<typeof deviceMembers> {
  #connected = false;
  #goal = false;
  #settled = 0;

  constructor(
    readonly info: DriverInfo,
    protected readonly clock: Clock,
    readonly connectTime: number,
  ) {}

  protected now(): number {
    return this.clock.now();
  }

  /** Forgets what must be unset until it is first used; called when the device connects. */
  protected reset(): void {
    // Most drivers remember nothing that would have to go.
  }

  connected(): boolean {
    if (this.#connected !== this.#goal && this.now() >= this.#settled) {
      this.#connected = this.#goal;
      if (this.#connected) this.reset();
    }
    return this.#connected;
  }

  connecting(): boolean {
    this.connected();
    return this.#connected !== this.#goal;
  }

  /** The old way: comes back when it is done. */
  async setConnected(on: boolean): Promise<void> {
    this.#aim(on);
    while (this.connecting()) await this.clock.sleep(Math.max(1, this.#settled - this.now()));
  }

  connect(): void {
    this.#aim(true);
  }

  disconnect(): void {
    this.#aim(false);
  }

  /** The hardware goes away by itself: somebody pulled the plug. */
  unplug(): void {
    this.#connected = false;
    this.#goal = false;
  }

  /** Stops an operation, given by the key of its member, as a failure of the hardware would. */
  breakDown(operation: string): void {
    if (CONNECTING.has(operation)) this.unplug();
    else this.stopShort(operation);
  }

  /** What is left of an operation that broke down; nothing moves in a device that only measures. */
  protected stopShort(_operation: string): void {
    // Nothing.
  }

  /** Why the device cannot answer at all, though it is connected; undefined as long as it can. */
  outOfOrder(): string | undefined {
    return undefined;
  }

  #aim(on: boolean): void {
    if (this.connected() === on && this.#goal === on) return;
    this.#goal = on;
    this.#settled = this.now() + this.connectTime * 1000;
  }

  name(): string {
    return this.info.name;
  }

  description(): string {
    return this.info.description;
  }

  driverInfo(): string {
    return 'Nocturne simulated observatory';
  }

  driverVersion(): string {
    return '1.0';
  }

  interfaceVersion(): number {
    return PLATFORM_7_VERSION[this.info.type];
  }

  supportedActions(): readonly string[] {
    return [];
  }

  action({ action }: { readonly action: string }): string {
    return refuse('actionNotImplemented', `there is no action "${action}"`);
  }

  commandBlind(): void {
    refuse('notImplemented', 'raw commands are not supported');
  }

  commandBool(): boolean {
    return refuse('notImplemented', 'raw commands are not supported');
  }

  commandString(): string {
    return refuse('notImplemented', 'raw commands are not supported');
  }

  deviceState(): readonly StateValue[] {
    const states: StateValue[] = [];
    const methods = this as unknown as Record<string, () => unknown>;
    for (const [key, name, type] of stateOf(this.info.type)) {
      try {
        states.push({ name, value: encode(type, methods[key]?.call(this)) });
      } catch (error) {
        // A property that cannot be told at the moment is simply absent; anything but a refusal is a fault of ours.
        if (!(error instanceof Error) || error.name !== 'DriverError') throw error;
      }
    }
    return [...states, { name: 'TimeStamp', value: isoTicks(this.now()) }];
  }
}

type StateMember = readonly [key: string, wireName: string, type: WireType<unknown>];
const stateMembers = new Map<DeviceType, readonly StateMember[]>();

/** The members of a type that DeviceState tells. */
function stateOf(type: DeviceType): readonly StateMember[] {
  let known = stateMembers.get(type);
  if (!known) {
    known = Object.entries<Member>(MEMBERS[type]).flatMap(([key, member]): readonly StateMember[] =>
      member.state && 'value' in member && member.value ? [[key, wireName(key, member), member.value]] : [],
    );
    stateMembers.set(type, known);
  }
  return known;
}
