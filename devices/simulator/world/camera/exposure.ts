import type { EpochMs } from '../../../../sky/index.js';
import { RADIANS_PER_ARCSECOND, RADIANS_PER_DEGREE } from '../../../../sky/units.js';
import type { CameraOptions, FilterOptions, OpticsOptions } from '../../options.js';
import { electronsOfMagnitudeZero, extinction, pixelScale, skyElectrons, starWidth } from '../flux.js';
import { hash } from '../random.js';
import { gnomonic, type Projection, turned } from '../sky/projection.js';
import type { FrameRecipe, Mosaic, StarImages } from './frame.js';
import { type HotPixels, type HotSpots, hotSpotsOf } from './hot-pixels.js';
import type { Region } from './region.js';
import type { Scene } from './scene.js';
import { lightAt, vignettingOf } from './vignetting.js';

/** An exposure as it was begun, with what cannot be looked up later. */
export interface Exposure extends Region {
  /** Frames since the world began. */
  readonly number: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly light: boolean;
  readonly gain: number;
  readonly offset: number;
  readonly filter: FilterOptions | undefined;
  /** um */
  readonly defocus: number;
  /** Of the sensor in the middle, C. */
  readonly temperature: number;
}

/** Electrons for one unit at a gain: each 60 steps of gain halve them. */
export function electronsPerADU(camera: CameraOptions, gain: number): number {
  return camera.electronsPerADU * 2 ** (-gain / 60);
}

/** Electrons a second of a pixel without filter under the flat panel at its brightest. */
const PANEL_ELECTRONS = 20_000;

/** Shares of white light behind the red, green and blue of a Bayer matrix. */
const RED = 0.35;
const GREEN = 0.45;
const BLUE = 0.3;

/** Red at even columns and rows of the sensor, blue at odd ones. */
function mosaicFrom(startX: number, startY: number): Mosaic {
  const share = (x: number, y: number): number =>
    (x + startX) % 2 === 0 ? ((y + startY) % 2 === 0 ? RED : GREEN) : (y + startY) % 2 === 0 ? GREEN : BLUE;
  return [
    [share(0, 0), share(0, 1)],
    [share(1, 0), share(1, 1)],
  ];
}

const FULL_LIGHT = { bandwidth: 300, transmission: 1 };
/** Fainter stars than this many electrons are left out: they drown in the sky. */
const LEAST_ELECTRONS = 2;
const MOST_SAMPLES = 400;

/** Turns an exposure into everything its pixels follow from. */
export function recipeOf(
  exposure: Exposure,
  scene: Scene,
  camera: CameraOptions,
  optics: OpticsOptions,
  seed: number,
  hotPixels: HotPixels,
): FrameRecipe {
  const { bin, start, end } = exposure;
  const seconds = (end - start) / 1000;
  const middle = (start + end) / 2;
  const scale = pixelScale(optics, camera);
  const gain = electronsPerADU(camera, exposure.gain);
  const bias = biasOf(exposure.offset, bin, camera);
  const dark = camera.darkCurrent * 2 ** (exposure.temperature / 6) * seconds;
  const air = Math.min(40, scene.airmass(middle));
  const width = starWidth(scene.seeing(middle), air, exposure.defocus, optics) / scale;
  const zero = electronsOfMagnitudeZero(optics, camera, exposure.filter ?? FULL_LIGHT);
  const brightness = scene.skyBrightness(middle);
  const sky = exposure.light && brightness !== undefined ? skyElectrons(zero, brightness, scale) * seconds : 0;
  const filter = exposure.filter ?? FULL_LIGHT;
  const glow = exposure.light ? scene.glow(middle) * seconds : 0;
  const panel = (glow * PANEL_ELECTRONS * filter.bandwidth * filter.transmission) / FULL_LIGHT.bandwidth;
  const transparency = exposure.light ? scene.transparency(middle) : 0;
  const faint = zero * seconds * transparency * 10 ** (-0.4 * extinction(air));
  return {
    width: exposure.width,
    height: exposure.height,
    bin,
    stars: faint > 0 ? starImages(exposure, scene, camera, scale, faint) : NO_STARS,
    sigma: Math.max(0.3, width / 2.3548 / bin),
    background: (sky + panel) * bin * bin,
    dark: dark * bin * bin,
    hot: hotSpotsOf(hotPixels, exposure, dark),
    vignetting: vignettingOf(exposure, camera),
    mosaic: camera.sensor === 'rggb' && bin === 1 ? mosaicFrom(exposure.startX, exposure.startY) : undefined,
    readNoise: camera.readNoise * bin,
    electronsPerADU: gain,
    bias,
    ceiling: Math.min(camera.maxADU, Math.floor((camera.fullWell * bin * bin) / gain + bias)),
    seed: hash(seed, exposure.number, start),
  };
}

/** Of a camera whose frames are blank. */
export function blankRecipe({ width, height, bin, gain, offset }: Exposure, camera: CameraOptions): FrameRecipe {
  return {
    width,
    height,
    bin,
    stars: NO_STARS,
    sigma: 1,
    background: 0,
    dark: 0,
    hot: NO_SPOTS,
    vignetting: undefined,
    mosaic: undefined,
    readNoise: 0,
    electronsPerADU: electronsPerADU(camera, gain),
    bias: biasOf(offset, bin, camera),
    ceiling: camera.maxADU,
    seed: 0,
  };
}

/** Level of a binned pixel without light, ADU. */
function biasOf(offset: number, bin: number, camera: CameraOptions): number {
  return offset * camera.offsetStep * bin * bin;
}

const NO_SPOTS: HotSpots = { at: new Uint32Array(0), electrons: new Float64Array(0) };

const NO_STARS: StarImages = {
  count: 0,
  x: new Float64Array(0),
  y: new Float64Array(0),
  electrons: new Float64Array(0),
};

/** The camera's view at a time. */
export function viewAt(now: EpochMs, scene: Scene, camera: CameraOptions, scale: number): Projection {
  const { centre, up } = scene.pointing(now);
  return gnomonic({
    centre,
    up: turned(centre, up, scene.angle(now) * RADIANS_PER_DEGREE),
    scale: scale * RADIANS_PER_ARCSECOND,
    width: camera.width,
    height: camera.height,
  });
}

/** The moments at which the view is looked at: one when the mount follows the sky, many when it does not. */
function momentsOf(exposure: Exposure, scene: Scene, camera: CameraOptions, scale: number): readonly EpochMs[] {
  const { start, end } = exposure;
  const middle = (start + end) / 2;
  const stops = [start, ...scene.turnsBetween(start, end), (start + middle) / 2, middle, (middle + end) / 2, end];
  const { centre } = scene.pointing(middle);
  let travelled = 0;
  let previous: { x: number; y: number } | undefined;
  for (const stop of stops.sort((a, b) => a - b)) {
    const pixel = viewAt(stop, scene, camera, scale).pixelOf(centre);
    if (pixel && previous) travelled += Math.hypot(pixel.x - previous.x, pixel.y - previous.y);
    previous = pixel;
  }
  if (travelled < 0.05) return [middle];
  const count = Math.min(MOST_SAMPLES, Math.max(3, Math.ceil(travelled)));
  return Array.from({ length: count }, (_, i) => start + ((i + 0.5) / count) * (end - start));
}

function starImages(
  exposure: Exposure,
  scene: Scene,
  camera: CameraOptions,
  scale: number,
  electronsOfZero: number,
): StarImages {
  const moments = momentsOf(exposure, scene, camera, scale);
  const vignetting = vignettingOf(exposure, camera);
  const x: number[] = [];
  const y: number[] = [];
  const electrons: number[] = [];
  for (const moment of moments) {
    const view = viewAt(moment, scene, camera, scale);
    const { centre } = scene.pointing(moment);
    for (const list of scene.stars.near(centre, view.radius * 1.05)) {
      for (let i = 0; i < list.count; i++) {
        const light = (electronsOfZero * 10 ** (-0.4 * (list.magnitude[i] ?? 99))) / moments.length;
        if (light * moments.length < LEAST_ELECTRONS) continue;
        const pixel = view.pixelOf([list.x[i] ?? 0, list.y[i] ?? 0, list.z[i] ?? 0]);
        if (!pixel) continue;
        const column = (pixel.x + 0.5) / exposure.bin - 0.5 - exposure.startX;
        const row = (pixel.y + 0.5) / exposure.bin - 0.5 - exposure.startY;
        // The wings of a star just outside still reach in.
        if (column < -30 || row < -30 || column > exposure.width + 30 || row > exposure.height + 30) continue;
        x.push(column);
        y.push(row);
        electrons.push(light * lightAt(vignetting, column, row));
      }
    }
  }
  return {
    count: x.length,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    electrons: Float64Array.from(electrons),
  };
}
