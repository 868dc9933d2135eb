import type { Clock } from '../../clock.js';
import type { focuserMembers } from '../../roles/focuser.js';
import { refuse } from '../errors.js';
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

  override breakDown(): void {
    this.halt();
  }

  absolute(): boolean {
    return true;
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

  move({ position }: { readonly position: number }): void {
    this.#focuser.move(position, this.now());
  }

  position(): number {
    return this.#focuser.position(this.now());
  }

  stepSize(): number {
    return this.#focuser.options.stepSize;
  }

  tempComp(): boolean {
    return false;
  }

  setTempComp(): void {
    refuse('notImplemented', 'this driver does not compensate for temperature');
  }

  tempCompAvailable(): boolean {
    return false;
  }

  temperature(): number {
    return Number(this.#weather.temperature(this.now()).toFixed(2));
  }
}
