import type { Clock } from '../../clock.js';
import type { CameraState, cameraMembers } from '../../roles/camera.js';
import type { GuideDirection } from '../../roles/telescope.js';
import { refuse, within } from '../errors.js';
import type { Camera, Frame } from '../world/camera/camera.js';
import { electronsPerADU } from '../world/camera/exposure.js';
import type { Observatory } from '../world/observatory.js';
import { CameraFacts, LONGEST, SHORTEST } from './camera-facts.js';
import type { DriverInfo } from './driver.js';
import type { Served } from './served.js';

type CameraTable = Omit<typeof cameraMembers, 'imageArray' | 'imageArrayVariant'>;

/** In binned pixels. */
interface SubFrame {
  startX: number;
  startY: number;
  numX: number;
  numY: number;
}

export class CameraDriver extends CameraFacts implements Served<CameraTable> {
  readonly #camera: Camera;
  #bin = 1;
  #region: SubFrame;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, world: Observatory) {
    super(info, clock, connectTime, world);
    this.#camera = world.camera;
    this.#region = this.#wholeSensor();
  }

  protected override reset(): void {
    if (this.#camera.state(this.now()) !== 'exposing') this.#camera.abort();
    this.#setBin(1);
    this.#region = this.#wholeSensor();
  }

  #wholeSensor(): SubFrame {
    return { startX: 0, startY: 0, numX: this.cameraXSize(), numY: this.cameraYSize() };
  }

  /** The last image; the server knows how to send it. */
  frame(): Promise<Frame> {
    return this.world.frame(this.#ready());
  }

  #ready(): number {
    const now = this.now();
    if (!this.#camera.imageReady(now)) refuse('invalidOperation', 'there is no image');
    return now;
  }

  protected override stopShort(operation: string): void {
    if (operation === 'startExposure') this.#camera.fail();
  }

  abortExposure(): void {
    this.#camera.abort();
  }

  binX(): number {
    return this.#bin;
  }

  setBinX(bin: number): void {
    this.#setBin(within(bin, 1, this.maxBinX(), 'binning'));
  }

  binY(): number {
    return this.#bin;
  }

  setBinY(bin: number): void {
    this.#setBin(within(bin, 1, this.maxBinY(), 'binning'));
  }

  /** The sub-frame is left alone: a client sets it afterwards, in the new pixels. */
  #setBin(bin: number): void {
    this.#bin = bin;
  }

  cameraState(): CameraState {
    return this.#camera.state(this.now());
  }

  ccdTemperature(): number {
    return round(this.#camera.cooler.temperature(this.now()), 2);
  }

  coolerOn(): boolean {
    return this.#camera.cooler.on;
  }

  setCoolerOn(on: boolean): void {
    this.#camera.cooler.switch(on, this.now());
  }

  coolerPower(): number {
    return round(this.#camera.cooler.power(this.now()), 1);
  }

  electronsPerADU(): number {
    return electronsPerADU(this.options, this.gainSetting.value);
  }

  gain(): number {
    return this.gainSetting.chosen;
  }

  setGain(gain: number): void {
    this.gainSetting.choose(gain);
  }

  heatSinkTemperature(): number {
    return round(this.world.weather.temperature(this.now()) + 0.08 * this.coolerPower(), 2);
  }

  imageReady(): boolean {
    return this.#camera.imageReady(this.now());
  }

  isPulseGuiding(): boolean {
    if (!this.canPulseGuide()) refuse('notImplemented', 'this camera has no guide port');
    return this.world.mount.pulsing(this.now());
  }

  lastExposureDuration(): number {
    const exposure = this.#camera.exposure;
    if (!exposure || this.now() < exposure.end) return refuse('valueNotSet', 'no exposure has been finished');
    return (exposure.end - exposure.start) / 1000;
  }

  lastExposureStartTime(): number {
    return this.#camera.exposure?.start ?? refuse('valueNotSet', 'no exposure has been started');
  }

  numX(): number {
    return this.#region.numX;
  }

  /** Any region may be set: it is judged when an exposure starts. */
  setNumX(numX: number): void {
    this.#region.numX = numX;
  }

  numY(): number {
    return this.#region.numY;
  }

  setNumY(numY: number): void {
    this.#region.numY = numY;
  }

  startX(): number {
    return this.#region.startX;
  }

  setStartX(startX: number): void {
    this.#region.startX = startX;
  }

  startY(): number {
    return this.#region.startY;
  }

  setStartY(startY: number): void {
    this.#region.startY = startY;
  }

  offset(): number {
    return this.offsetSetting.chosen;
  }

  setOffset(offset: number): void {
    this.offsetSetting.choose(offset);
  }

  percentCompleted(): number {
    return this.#camera.completed(this.now());
  }

  /** The port knows no guide rates: the mount's own is used. */
  pulseGuide({ direction, duration }: { readonly direction: GuideDirection; readonly duration: number }): void {
    if (!this.canPulseGuide()) refuse('notImplemented', 'this camera has no guide port');
    within(duration, 0, 60_000, 'the duration of a guiding pulse in ms');
    const { guideRate } = this.world.setup.mount;
    this.world.guide(direction, { ra: guideRate, dec: guideRate }, duration);
  }

  setCCDTemperature(): number {
    return this.#camera.cooler.setPoint;
  }

  setSetCCDTemperature(celsius: number): void {
    this.#camera.cooler.cool(within(celsius, -60, 40, 'the set point in C'), this.now());
  }

  startExposure({ duration, light }: { readonly duration: number; readonly light: boolean }): void {
    within(duration, light ? SHORTEST : 0, LONGEST, 'the duration in s');
    const now = this.now();
    const state = this.#camera.state(now);
    if (state === 'exposing' || state === 'reading') refuse('invalidOperation', 'an exposure is under way');
    const { startX, startY, numX, numY } = this.#region;
    inside(startX, numX, Math.floor(this.cameraXSize() / this.#bin), 'X');
    inside(startY, numY, Math.floor(this.cameraYSize() / this.#bin), 'Y');
    this.#camera.start(
      {
        duration,
        light,
        bin: this.#bin,
        startX,
        startY,
        width: numX,
        height: numY,
        gain: this.gainSetting.value,
        offset: this.offsetSetting.value,
      },
      now,
    );
  }

  stopExposure(): void {
    this.#camera.stop(this.now());
  }
}

function inside(start: number, extent: number, size: number, axis: string): void {
  within(start, 0, size - 1, `Start${axis}`);
  within(extent, 1, size - start, `Num${axis}`);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
