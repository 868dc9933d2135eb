import type { Observatory } from '../../plan/observatory.js';
import type { FrameFacts, NightIdentity } from '../frame.js';
import type { CameraReadings } from '../readings.js';
import type { CardList } from './card-list.js';

/** The telescope. What the observer says of the optics goes before what the mount's driver says. */
export function opticsCards(list: CardList, { start }: FrameFacts, { optics }: Observatory): void {
  const focalLength = optics.focalLength ?? start.telescope?.focalLength;
  const aperture = optics.aperture ?? start.telescope?.aperture;
  list
    .text('TELESCOP', optics.telescope ?? start.telescope?.name, 'telescope')
    .real('FOCALLEN', focalLength, 'focal length', { unit: 'mm', decimals: 2 })
    .real('APTDIA', aperture, 'aperture', { unit: 'mm', decimals: 2 })
    .real('FOCRATIO', focalLength && aperture ? focalLength / aperture : undefined, 'focal ratio', { decimals: 3 });
}

export function cameraCards(list: CardList, { frame, start, end }: FrameFacts, night: NightIdentity): void {
  const camera: CameraReadings = start.camera ?? {};
  const address = night.observatory.devices.camera?.device;
  const binX = camera.binX ?? frame.set.binning;
  const binY = camera.binY ?? frame.set.binning;
  list
    .text('INSTRUME', camera.name, 'camera')
    .text(
      'CAMERAID',
      night.camera ?? (typeof address === 'object' ? address.uniqueId : undefined),
      'unique id of the camera',
    )
    .text('SENSOR', camera.sensor, 'sensor')
    .integer('GAIN', camera.gain ?? frame.set.gain, "gain, in the driver's units")
    .integer('OFFSET', camera.offset ?? frame.set.offset, "offset, in the driver's units")
    .real('EGAIN', positive(camera.electronsPerADU), 'electrons per unit', { unit: 'e-/adu' })
    .integer('XBINNING', binX, 'binning along x')
    .integer('YBINNING', binY, 'binning along y')
    .real('XPIXSZ', scaled(camera.pixelSizeX, binX), 'width of a binned pixel', { unit: 'um', decimals: 4 })
    .real('YPIXSZ', scaled(camera.pixelSizeY, binY), 'height of a binned pixel', { unit: 'um', decimals: 4 })
    .integer('XORGSUBF', camera.startX, 'left edge of the sub-frame', { unit: 'pixel' })
    .integer('YORGSUBF', camera.startY, 'top edge of the sub-frame', { unit: 'pixel' })
    .real('CCD-TEMP', camera.temperature ?? end.temperature, 'sensor, start of exposure', { unit: 'degC', decimals: 2 })
    .real('SET-TEMP', camera.setPoint, 'set point of the cooler', { unit: 'degC', decimals: 2 })
    .real('COOLPOWR', camera.coolerPower, 'power of the cooler', { unit: '%', decimals: 1 })
    .text('READOUTM', camera.readoutMode, 'readout mode')
    .integer('SATURATE', positive(camera.maxADU), 'largest value of a pixel', { unit: 'adu' });
  if (binX === 1 && binY === 1) bayerCards(list, camera);
}

const MATRICES = new Map([
  ['rggb', 'RGGB'],
  ['cmyg', 'CMYG'],
  ['cmyg2', 'CMYG2'],
  ['lrgb', 'LRGB'],
]);

/** The colour matrix, as it lies at the first pixel of the frame; binned pixels have none. */
function bayerCards(list: CardList, camera: CameraReadings): void {
  const pattern = MATRICES.get(camera.sensorType ?? '');
  if (pattern === undefined) return;
  const at = (offset: number | undefined, start: number | undefined): number => ((offset ?? 0) + (start ?? 0)) % 2;
  list
    .text('BAYERPAT', pattern, 'colour matrix')
    .integer('XBAYROFF', at(camera.bayerOffsetX, camera.startX), 'its column at the first pixel')
    .integer('YBAYROFF', at(camera.bayerOffsetY, camera.startY), 'its row at the first pixel');
}

export function focuserCards(list: CardList, { start: { focuser } }: FrameFacts): void {
  list
    .text('FOCNAME', focuser?.name, 'focuser')
    .integer('FOCPOS', focuser?.position, 'position of the focuser', { unit: 'step' })
    .integer('FOCUSPOS', focuser?.position, 'the same', { unit: 'step' })
    .real('FOCUSSZ', positive(focuser?.stepSize), 'length of a step', { unit: 'um', decimals: 4 })
    .real('FOCTEMP', focuser?.temperature, 'temperature at the focuser', { unit: 'degC', decimals: 2 })
    .real('FOCUSTEM', focuser?.temperature, 'the same', { unit: 'degC', decimals: 2 });
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function scaled(size: number | undefined, bin: number): number | undefined {
  return size !== undefined && size > 0 ? size * bin : undefined;
}
