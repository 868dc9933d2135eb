import type { domeMembers } from '../../roles/dome.js';
import { refuse, within } from '../errors.js';
import type { Dome } from '../world/dome.js';
import { RoofDriver } from './dome.js';
import type { DriverInfo } from './driver.js';
import type { Clock } from '../../clock.js';
import type { Observatory } from '../world/observatory.js';
import type { Served } from './served.js';

/** A dome: the shutter of a roof, and a ring that turns. */
export class DomeDriver extends RoofDriver implements Served<typeof domeMembers> {
  readonly #dome: Dome;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, observatory: Observatory, dome: Dome) {
    super(info, clock, connectTime, observatory);
    this.#dome = dome;
  }

  override abortSlew(): void {
    super.abortSlew();
    this.#dome.stop(this.now());
  }

  override altitude(): number {
    return this.#dome.altitude(this.now()) ?? allAltitudes();
  }

  override canSetAltitude(): boolean {
    return this.#dome.altitude(this.now()) !== undefined;
  }

  override slewToAltitude({ altitude }: { readonly altitude: number }): void {
    if (!this.canSetAltitude()) allAltitudes();
    this.#dome.lift(within(altitude, 0, 90, 'an altitude'), this.now());
  }

  override setSlaved(on: boolean): void {
    if (on) refuse('notImplemented', 'this dome does not follow a mount by itself');
  }

  override atHome(): boolean {
    return this.#dome.at(this.#dome.options.home, this.now());
  }

  override atPark(): boolean {
    return this.#dome.at(this.#dome.parkAzimuth, this.now());
  }

  override azimuth(): number {
    return this.#dome.azimuth(this.now());
  }

  override canFindHome(): boolean {
    return true;
  }
  override canPark(): boolean {
    return true;
  }
  override canSetAzimuth(): boolean {
    return true;
  }
  override canSetPark(): boolean {
    return true;
  }
  override canSyncAzimuth(): boolean {
    return true;
  }

  override findHome(): void {
    this.#dome.turn(this.#dome.options.home, this.now());
  }

  override park(): void {
    this.#dome.turn(this.#dome.parkAzimuth, this.now());
  }

  override setPark(): void {
    this.#dome.setPark(this.now());
  }

  override slewing(): boolean {
    return super.slewing() || this.#dome.moving(this.now());
  }

  override slewToAzimuth({ azimuth }: { readonly azimuth: number }): void {
    this.#dome.turn(circle(azimuth), this.now());
  }

  override syncToAzimuth({ azimuth }: { readonly azimuth: number }): void {
    this.#dome.sync(circle(azimuth), this.now());
  }
}

function circle(azimuth: number): number {
  within(azimuth, 0, 360, 'an azimuth');
  return azimuth < 360 ? azimuth : refuse('invalidValue', 'an azimuth is less than 360 degrees');
}

function allAltitudes(): never {
  return refuse('notImplemented', 'the slit of this dome is open over all altitudes');
}
