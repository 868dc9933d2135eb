import type { Clock } from '../../clock.js';
import type { focuserMembers } from '../../roles/focuser.js';
import { refuse, within } from '../errors.js';
import type { Focuser } from '../world/focuser.js';
import type { Weather } from '../world/weather.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

export class FocuserDriver extends Driver implements Served<typeof focuserMembers> {
  readonly #focuser: Focuser;
  readonly #weather: Weather;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, focuser: Focuser, weather: Weather) {
    super(info, clock, connectTime);
    this.#focuser = focuser;
    this.#weather = weather;
  }

  protected override stopShort(): void {
    this.halt();
  }

  absolute(): boolean {
    return this.#focuser.options.absolute;
  }

  halt(): void {
    this.#focuser.halt(this.now());
  }

  isMoving(): boolean {
    return this.#focuser.moving(this.now());
  }

  maxIncrement(): number {
    return this.#focuser.options.maxStep;
  }

  maxStep(): number {
    return this.#focuser.options.maxStep;
  }

  /** To a position, or by as many steps. */
  move({ position }: { readonly position: number }): void {
    const now = this.now();
    if (this.absolute()) this.#focuser.move(position, now);
    else {
      const longest = this.maxIncrement();
      this.#focuser.move(this.#focuser.position(now) + within(position, -longest, longest, 'a move in steps'), now);
    }
  }

  position(): number {
    if (!this.absolute()) refuse('notImplemented', 'this focuser moves by steps and does not know where it is');
    return this.#focuser.position(this.now());
  }

  stepSize(): number {
    return this.#focuser.options.stepSize;
  }

  tempComp(): boolean {
    return this.#focuser.compensating;
  }

  setTempComp(on: boolean): void {
    if (!this.tempCompAvailable()) refuse('notImplemented', 'this driver does not compensate for temperature');
    this.#focuser.compensate(on, this.now());
  }

  tempCompAvailable(): boolean {
    return this.#focuser.options.compensation !== 0;
  }

  temperature(): number {
    return Number(this.#weather.temperature(this.now()).toFixed(2));
  }
}
