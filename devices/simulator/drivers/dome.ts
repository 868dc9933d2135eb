import type { Clock } from '../../clock.js';
import type { domeMembers, ShutterState } from '../../roles/dome.js';
import { refuse } from '../errors.js';
import type { RoofState } from '../world/roof.js';
import type { Observatory } from '../world/observatory.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

const SHUTTER: Readonly<Record<RoofState, ShutterState>> = {
  open: 'open',
  closed: 'closed',
  opening: 'opening',
  closing: 'closing',
  stopped: 'error',
};

/** A roll-off roof: it opens and closes, and nothing turns. */
export class RoofDriver extends Driver implements Served<typeof domeMembers> {
  readonly #observatory: Observatory;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, observatory: Observatory) {
    super(info, clock, connectTime);
    this.#observatory = observatory;
  }

  protected override stopShort(): void {
    this.abortSlew();
  }

  abortSlew(): void {
    if (this.#observatory.roof.moving(this.now())) this.#observatory.roof.stop(this.now());
  }

  altitude(): number {
    return fixed();
  }
  atHome(): boolean {
    return fixed();
  }
  atPark(): boolean {
    return fixed();
  }
  azimuth(): number {
    return fixed();
  }
  canFindHome(): boolean {
    return false;
  }
  canPark(): boolean {
    return false;
  }
  canSetAltitude(): boolean {
    return false;
  }
  canSetAzimuth(): boolean {
    return false;
  }
  canSetPark(): boolean {
    return false;
  }
  canSetShutter(): boolean {
    return true;
  }
  canSlave(): boolean {
    return false;
  }
  canSyncAzimuth(): boolean {
    return false;
  }

  closeShutter(): void {
    this.#observatory.moveRoof(0);
  }

  openShutter(): void {
    this.#observatory.moveRoof(1);
  }

  findHome(): void {
    fixed();
  }
  park(): void {
    fixed();
  }
  setPark(): void {
    fixed();
  }

  shutterStatus(): ShutterState {
    return SHUTTER[this.#observatory.roof.state(this.now())];
  }

  slaved(): boolean {
    return false;
  }

  setSlaved(on: boolean): void {
    if (on) fixed();
  }

  slewing(): boolean {
    return this.#observatory.roof.moving(this.now());
  }

  slewToAltitude(_to: { readonly altitude: number }): void {
    fixed();
  }
  slewToAzimuth(_to: { readonly azimuth: number }): void {
    fixed();
  }
  syncToAzimuth(_to: { readonly azimuth: number }): void {
    fixed();
  }
}

function fixed(): never {
  return refuse('notImplemented', 'a roll-off roof does not turn');
}
