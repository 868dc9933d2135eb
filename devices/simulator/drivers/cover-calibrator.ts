import type { Clock } from '../../clock.js';
import type { CalibratorStatus, coverCalibratorMembers, CoverStatus } from '../../roles/cover-calibrator.js';
import { within } from '../errors.js';
import { type FlatPanel, MAX_BRIGHTNESS } from '../world/flat-panel.js';
import { Driver, type DriverInfo } from './driver.js';
import type { Served } from './served.js';

export class CoverCalibratorDriver extends Driver implements Served<typeof coverCalibratorMembers> {
  readonly #panel: FlatPanel;
  #on = false;
  #failed = false;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, panel: FlatPanel) {
    super(info, clock, connectTime);
    this.#panel = panel;
  }

  protected override stopShort(operation: string): void {
    if (!operation.startsWith('calibrator')) return this.haltCover();
    this.#on = false;
    this.#failed = true;
    this.#panel.light(0, this.now());
  }

  brightness(): number {
    return this.#panel.brightness;
  }

  calibratorChanging(): boolean {
    return !this.#failed && this.#panel.changing(this.now());
  }

  calibratorOff(): void {
    this.#on = false;
    this.#failed = false;
    this.#panel.light(0, this.now());
  }

  calibratorOn({ brightness }: { readonly brightness: number }): void {
    within(brightness, 0, MAX_BRIGHTNESS, 'the brightness');
    this.#on = true;
    this.#failed = false;
    this.#panel.light(brightness, this.now());
  }

  calibratorState(): CalibratorStatus {
    if (this.#failed) return 'error';
    if (this.calibratorChanging()) return 'notReady';
    return this.#on ? 'ready' : 'off';
  }

  closeCover(): void {
    this.#panel.swing(0, this.now());
  }

  coverMoving(): boolean {
    return this.#panel.cover(this.now()) === 'moving';
  }

  coverState(): CoverStatus {
    return this.#panel.cover(this.now());
  }

  haltCover(): void {
    this.#panel.halt(this.now());
  }

  maxBrightness(): number {
    return MAX_BRIGHTNESS;
  }

  openCover(): void {
    this.#panel.swing(1, this.now());
  }
}
