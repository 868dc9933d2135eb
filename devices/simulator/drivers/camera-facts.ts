import type { Clock } from '../../clock.js';
import type { SensorType } from '../../roles/camera.js';
import { refuse, within } from '../errors.js';
import type { CameraOptions } from '../options.js';
import type { Observatory } from '../world/observatory.js';
import { CameraSetting } from './camera-setting.js';
import { Driver, type DriverInfo } from './driver.js';

/** Exposures, s. */
export const SHORTEST = 0.0001;
export const LONGEST = 3600;

/** What a camera is and what it can do. */
export abstract class CameraFacts extends Driver {
  protected readonly world: Observatory;
  protected readonly options: CameraOptions;
  protected readonly gainSetting: CameraSetting;
  protected readonly offsetSetting: CameraSetting;

  constructor(info: DriverInfo, clock: Clock, connectTime: number, world: Observatory) {
    super(info, clock, connectTime);
    this.world = world;
    this.options = world.setup.camera;
    const { gain, gainMax, gains, offset, offsetMax, offsets } = this.options;
    this.gainSetting = new CameraSetting('gain', gainMax, gains, gain);
    this.offsetSetting = new CameraSetting('offset', offsetMax, offsets, offset);
  }

  bayerOffsetX(): number {
    if (this.sensorType() === 'rggb') return 0;
    return refuse('notImplemented', 'a monochrome sensor has no Bayer matrix');
  }

  bayerOffsetY(): number {
    if (this.sensorType() === 'rggb') return 0;
    return refuse('notImplemented', 'a monochrome sensor has no Bayer matrix');
  }

  cameraXSize(): number {
    return this.options.width;
  }

  cameraYSize(): number {
    return this.options.height;
  }

  canAbortExposure(): boolean {
    return true;
  }

  canAsymmetricBin(): boolean {
    return false;
  }

  canFastReadout(): boolean {
    return false;
  }

  canGetCoolerPower(): boolean {
    return true;
  }

  canPulseGuide(): boolean {
    return this.options.guidePort;
  }

  canSetCCDTemperature(): boolean {
    return true;
  }

  canStopExposure(): boolean {
    return true;
  }

  exposureMax(): number {
    return LONGEST;
  }

  exposureMin(): number {
    return SHORTEST;
  }

  exposureResolution(): number {
    return 0.0001;
  }

  fastReadout(): boolean {
    return refuse('notImplemented', 'this camera has no fast readout');
  }

  setFastReadout(): void {
    refuse('notImplemented', 'this camera has no fast readout');
  }

  fullWellCapacity(): number {
    return this.options.fullWell;
  }

  gainMax(): number {
    return this.gainSetting.highestValue();
  }

  gainMin(): number {
    return this.gainSetting.lowestValue();
  }

  gains(): readonly string[] {
    return this.gainSetting.list();
  }

  hasShutter(): boolean {
    return true;
  }

  maxADU(): number {
    return this.options.maxADU;
  }

  maxBinX(): number {
    return this.options.maxBin;
  }

  maxBinY(): number {
    return this.options.maxBin;
  }

  offsetMax(): number {
    return this.offsetSetting.highestValue();
  }

  offsetMin(): number {
    return this.offsetSetting.lowestValue();
  }

  offsets(): readonly string[] {
    return this.offsetSetting.list();
  }

  pixelSizeX(): number {
    return this.options.pixelSize;
  }

  pixelSizeY(): number {
    return this.options.pixelSize;
  }

  readoutMode(): number {
    return 0;
  }

  setReadoutMode(mode: number): void {
    within(mode, 0, 0, 'the readout mode');
  }

  readoutModes(): readonly string[] {
    return ['Normal'];
  }

  sensorName(): string {
    return 'SIM571';
  }

  sensorType(): SensorType {
    return this.options.sensor;
  }

  subExposureDuration(): number {
    return refuse('notImplemented', 'this camera does not stack by itself');
  }

  setSubExposureDuration(): void {
    refuse('notImplemented', 'this camera does not stack by itself');
  }
}
