import type { Clock } from '../../clock.js';
import type { StateValue } from '../../roles/device.js';
import type { switchMembers } from '../../roles/switch.js';
import { refuse, within } from '../errors.js';
import type { Switchboard, SwitchKind } from '../world/switchboard.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

interface Id {
  readonly id: number;
}

export class SwitchDriver extends Driver implements Served<typeof switchMembers> {
  readonly #board: Switchboard;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, board: Switchboard) {
    super(info, clock, connectTime);
    this.#board = board;
  }

  protected override stopShort(): void {
    for (let id = 0; id < this.#board.count; id++) this.#board.stop(id, this.now());
  }

  canAsync({ id }: Id): boolean {
    const kind = this.#kind(id);
    return kind.writable && kind.seconds !== undefined;
  }

  cancelAsync({ id }: Id): void {
    this.#asynchronous(id);
    this.#board.cancel(id, this.now());
  }

  canWrite({ id }: Id): boolean {
    return this.#kind(id).writable;
  }

  getSwitch({ id }: Id): boolean {
    return this.getSwitchValue({ id }) > this.#kind(id).minimum;
  }

  getSwitchDescription({ id }: Id): string {
    return this.#kind(id).description;
  }

  getSwitchName({ id }: Id): string {
    this.#kind(id);
    return this.#board.name(id);
  }

  getSwitchValue({ id }: Id): number {
    this.#kind(id);
    return Number(this.#board.value(id, this.now()).toPrecision(9));
  }

  maxSwitch(): number {
    return this.#board.count;
  }

  maxSwitchValue({ id }: Id): number {
    return this.#kind(id).maximum;
  }

  minSwitchValue({ id }: Id): number {
    return this.#kind(id).minimum;
  }

  setAsync({ id, state }: Id & { readonly state: boolean }): void {
    this.#asynchronous(id);
    const { minimum, maximum } = this.#writable(id);
    this.#board.begin(id, state ? maximum : minimum, this.now());
  }

  setAsyncValue({ id, value }: Id & { readonly value: number }): void {
    this.#asynchronous(id);
    this.#board.begin(id, this.#inRange(id, value), this.now());
  }

  setSwitch({ id, state }: Id & { readonly state: boolean }): void {
    const { minimum, maximum } = this.#writable(id);
    this.#board.set(id, state ? maximum : minimum, this.now());
  }

  setSwitchName({ id, name }: Id & { readonly name: string }): void {
    this.#kind(id);
    this.#board.rename(id, name);
  }

  setSwitchValue({ id, value }: Id & { readonly value: number }): void {
    this.#board.set(id, this.#inRange(id, value), this.now());
  }

  stateChangeComplete({ id }: Id): boolean {
    this.#asynchronous(id);
    if (this.#board.cancelled(id)) refuse('cancelled', `the change of switch ${String(id)} was cancelled`);
    return !this.#board.changing(id, this.now());
  }

  /** Of each switch, with its number behind the name, as ISwitchV3 has it; what a switch cannot tell now is absent. */
  override deviceState(): readonly StateValue[] {
    const numbers = Array.from({ length: this.#board.count }, (_, id) => id);
    const told = numbers.filter((id) => this.canAsync({ id }) && !this.#board.cancelled(id));
    return [
      ...numbers.map((id) => ({ name: `GetSwitch${String(id)}`, value: this.getSwitch({ id }) })),
      ...numbers.map((id) => ({ name: `GetSwitchValue${String(id)}`, value: this.getSwitchValue({ id }) })),
      ...told.map((id) => ({ name: `StateChangeComplete${String(id)}`, value: this.stateChangeComplete({ id }) })),
      ...super.deviceState(),
    ];
  }

  switchStep({ id }: Id): number {
    return this.#kind(id).step;
  }

  #kind(id: number): SwitchKind {
    within(id, 0, this.#board.count - 1, 'the number of a switch');
    return this.#board.kind(id);
  }

  #writable(id: number): SwitchKind {
    const kind = this.#kind(id);
    return kind.writable ? kind : refuse('notImplemented', `switch ${String(id)} can only be read`);
  }

  #asynchronous(id: number): void {
    if (!this.canAsync({ id })) refuse('notImplemented', `switch ${String(id)} changes at once only`);
  }

  #inRange(id: number, value: number): number {
    const { minimum, maximum } = this.#writable(id);
    return within(value, minimum, maximum, 'the value');
  }
}
