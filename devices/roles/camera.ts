import type { Device } from './device.js';
import type { Image, ImageReceiver } from './image.js';
import { guideDirection } from './telescope.js';
import {
  bool,
  double,
  enumeration,
  get,
  getPut,
  imageArray,
  int,
  type MembersOf,
  type OperationOptions,
  put,
  start,
  text,
  texts,
  utc,
} from './member.js';

export const cameraState = enumeration('CameraState', {
  idle: 0,
  waiting: 1,
  exposing: 2,
  reading: 3,
  download: 4,
  error: 5,
});
export const sensorType = enumeration('SensorType', { monochrome: 0, color: 1, rggb: 2, cmyg: 3, cmyg2: 4, lrgb: 5 });
export type CameraState = keyof typeof cameraState.codes;
export type SensorType = keyof typeof sensorType.codes;

export const cameraMembers = {
  abortExposure: put({ doc: 'Ends the exposure and throws it away.', optional: true, urgent: true }),
  bayerOffsetX: get(int, { doc: 'Column of the Bayer matrix at pixel 0, 0.', optional: true }),
  bayerOffsetY: get(int, { doc: 'Row of the Bayer matrix at pixel 0, 0.', optional: true }),
  binX: getPut(int, { doc: 'Binning along x.' }),
  binY: getPut(int, { doc: 'Binning along y.' }),
  cameraState: get(cameraState, { doc: 'What the camera is doing; `error` after a failed exposure.', state: true }),
  cameraXSize: get(int, { doc: 'Width of the sensor, unbinned.', unit: 'px' }),
  cameraYSize: get(int, { doc: 'Height of the sensor, unbinned.', unit: 'px' }),
  canAbortExposure: get(bool, { doc: 'Whether `abortExposure` works.' }),
  canAsymmetricBin: get(bool, { doc: 'Whether binX and binY may differ.' }),
  canFastReadout: get(bool, { doc: 'Whether `fastReadout` works.', since: 2 }),
  canGetCoolerPower: get(bool, { doc: 'Whether `coolerPower` can be read.' }),
  canPulseGuide: get(bool, { doc: 'Whether the camera has a guide port.' }),
  canSetCCDTemperature: get(bool, { doc: 'Whether the cooler has a set point.' }),
  canStopExposure: get(bool, { doc: 'Whether `stopExposure` works.' }),
  ccdTemperature: get(double, {
    doc: "The sensor's temperature.",
    unit: 'C',
    as: 'CCDTemperature',
    optional: true,
    state: true,
  }),
  coolerOn: getPut(bool, { doc: 'Whether the cooler runs.', optional: true }),
  coolerPower: get(double, { doc: 'Power of the cooler.', unit: '%', optional: true, state: true }),
  electronsPerADU: get(double, { doc: 'Electrons for one unit of the converter.', unit: 'e-/ADU', optional: true }),
  exposureMax: get(double, { doc: 'Longest exposure.', unit: 's', since: 2 }),
  exposureMin: get(double, { doc: 'Shortest exposure.', unit: 's', since: 2 }),
  exposureResolution: get(double, { doc: 'Smallest step of exposure time; 0 if none.', unit: 's', since: 2 }),
  fastReadout: getPut(bool, { doc: 'Fast readout on or off, where `canFastReadout`.', since: 2, optional: true }),
  fullWellCapacity: get(double, { doc: 'Electrons that a pixel holds.', unit: 'e-', optional: true }),
  gain: getPut(int, {
    doc: 'The gain: a value between gainMin and gainMax, or an index into `gains`.',
    since: 2,
    optional: true,
  }),
  gainMax: get(int, { doc: 'Largest gain, in value mode.', since: 2, optional: true }),
  gainMin: get(int, { doc: 'Smallest gain, in value mode.', since: 2, optional: true }),
  gains: get(texts, { doc: 'Names of the gains, in index mode.', since: 2, optional: true }),
  hasShutter: get(bool, { doc: 'Whether the camera has a mechanical shutter.' }),
  heatSinkTemperature: get(double, { doc: 'Temperature of the heat sink.', unit: 'C', optional: true, state: true }),
  imageArray: get(imageArray, { doc: 'The last image, [x][y] or [x][y][plane].', patience: 'image' }),
  imageArrayVariant: get(imageArray, {
    doc: 'The last image, for scripting languages; never needed.',
    patience: 'image',
  }),
  imageReady: get(bool, { doc: 'Whether an image can be downloaded.', state: true }),
  isPulseGuiding: get(bool, { doc: 'True while a guiding pulse lasts.', optional: true, state: true }),
  lastExposureDuration: get(double, { doc: 'Measured duration of the last exposure.', unit: 's', optional: true }),
  lastExposureStartTime: get(utc, { doc: 'Start of the last exposure; UTC, FITS form without Z.', optional: true }),
  maxADU: get(int, { doc: 'Largest value of a pixel.', unit: 'ADU' }),
  maxBinX: get(int, { doc: 'Largest binX.' }),
  maxBinY: get(int, { doc: 'Largest binY.' }),
  numX: getPut(int, { doc: 'Width of the sub-frame, in binned pixels.', unit: 'px' }),
  numY: getPut(int, { doc: 'Height of the sub-frame, in binned pixels.', unit: 'px' }),
  offset: getPut(int, {
    doc: 'The offset: a value between offsetMin and offsetMax, or an index into `offsets`.',
    since: 3,
    optional: true,
  }),
  offsetMax: get(int, { doc: 'Largest offset, in value mode.', since: 3, optional: true }),
  offsetMin: get(int, { doc: 'Smallest offset, in value mode.', since: 3, optional: true }),
  offsets: get(texts, { doc: 'Names of the offsets, in index mode.', since: 3, optional: true }),
  percentCompleted: get(int, {
    doc: 'How much of the exposure is done.',
    unit: '%',
    since: 2,
    optional: true,
    state: true,
  }),
  pixelSizeX: get(double, { doc: 'Width of a pixel, unbinned.', unit: 'um' }),
  pixelSizeY: get(double, { doc: 'Height of a pixel, unbinned.', unit: 'um' }),
  pulseGuide: start('isPulseGuiding', {
    doc: "Guides through the camera's port for a time in ms.",
    params: { direction: guideDirection, duration: int },
    optional: true,
    patience: 'long',
  }),
  readoutMode: getPut(int, { doc: 'Index into `readoutModes`.', since: 2, optional: true }),
  readoutModes: get(texts, { doc: 'Names of the readout modes.', since: 2, optional: true }),
  sensorName: get(text, { doc: "The sensor's name.", since: 2, optional: true }),
  sensorType: get(sensorType, { doc: 'Monochrome, colour, or the kind of colour matrix.', since: 2 }),
  setCCDTemperature: getPut(double, {
    doc: 'Set point of the cooler.',
    unit: 'C',
    as: 'SetCCDTemperature',
    optional: true,
  }),
  startExposure: put({
    doc: 'Begins an exposure of a duration in s; `light: false` keeps the shutter closed. `imageReady` tells the end.',
    params: { duration: double, light: bool },
  }),
  startX: getPut(int, { doc: 'Left edge of the sub-frame, in binned pixels.', unit: 'px' }),
  startY: getPut(int, { doc: 'Top edge of the sub-frame, in binned pixels.', unit: 'px' }),
  stopExposure: put({ doc: 'Ends the exposure early and keeps the image.', optional: true, patience: 'long' }),
  subExposureDuration: getPut(double, {
    doc: 'Duration of the sub-exposures that the camera stacks itself.',
    unit: 's',
    since: 3,
    optional: true,
  }),
} as const;

export interface Exposure {
  /** s */
  readonly duration: number;
  /** false for darks and bias frames: the shutter stays closed. */
  readonly light: boolean;
}

export interface Camera extends Device, MembersOf<typeof cameraMembers> {
  readonly type: 'camera';
  /** Exposes and waits until the image can be downloaded. When its signal aborts, the exposure is aborted too. */
  expose(exposure: Exposure, options?: OperationOptions): Promise<void>;
  /** Downloads the last image, by ImageBytes where the server has it. Ends by stall (no bytes), not by total time. */
  image(options?: OperationOptions): Promise<Image>;
  /** As `image`, but hands the pixels on as they come. */
  streamImage(receiver: ImageReceiver, options?: OperationOptions): Promise<void>;
}
