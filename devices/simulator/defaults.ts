import type { Site } from '../../sky/index.js';
import type { DomeOptions, FilterOptions, Setup, WorldOptions } from './options.js';

/** Roque de los Muchachos, La Palma. */
export const LA_PALMA: Site = { latitude: 28.7606, longitude: -17.8816, elevation: 2396 };

const filter = (name: string, bandwidth: number, transmission: number, focusOffset: number): FilterOptions => ({
  name,
  bandwidth,
  transmission,
  focusOffset,
});

/** Luminance, three colours, three narrow bands; the offsets are those of a slightly chromatic refractor. */
export const FILTERS: readonly FilterOptions[] = [
  filter('L', 300, 0.95, 0),
  filter('R', 100, 0.93, 15),
  filter('G', 90, 0.93, 5),
  filter('B', 100, 0.93, -20),
  filter('Ha', 5, 0.9, 30),
  filter('OIII', 5, 0.9, 10),
  filter('SII', 5, 0.9, 35),
];

const DOME: DomeOptions = { slit: 25, altitudeSpeed: undefined, speed: 8, park: 180, home: 0 };

export const DEFAULTS: Setup = {
  seed: 1,
  site: LA_PALMA,
  optics: { focalLength: 400, aperture: 80, throughput: 0.9 },
  camera: {
    width: 1280,
    height: 960,
    pixelSize: 3.76,
    electronsPerADU: 1,
    readNoise: 3,
    fullWell: 50_000,
    maxADU: 65_535,
    gain: 100,
    gainMax: 300,
    gains: undefined,
    offset: 50,
    offsetMax: 250,
    offsets: undefined,
    offsetStep: 10,
    darkCurrent: 0.02,
    hotPixels: 0.0001,
    vignetting: 0.08,
    quantumEfficiency: 0.8,
    download: 0.5,
    maxBin: 4,
    coolingTime: 15,
    coolingRange: 40,
    angle: 0,
    transmission: 'uint16',
    sensor: 'monochrome',
    guidePort: true,
    blank: false,
  },
  filters: FILTERS,
  mount: {
    kind: 'german',
    slewRate: 8,
    slewRamp: 1,
    settle: 1,
    trackPast: 15,
    hardStop: undefined,
    reportsSideOfPier: true,
    reportsDestination: true,
    side: 'pointing state',
    flipAt: 0,
    sticky: 0,
    sideDelay: 0,
    canSetPierSide: true,
    lowestAltitude: 0,
    stopsAtHorizon: false,
    hourAngleLimit: undefined,
    zenithLimit: 0,
    guideRate: 7.52 / 3600,
    pointingError: { ra: 0, dec: 0 },
    polarError: { altitude: 0, azimuth: 0 },
    periodicError: { amplitude: 0, period: 480 },
    correctsRefraction: true,
    drift: { ra: 0, dec: 0 },
  },
  focuser: {
    maxStep: 10_000,
    absolute: true,
    stepSize: 4,
    best: 5000,
    temperatureCoefficient: -8,
    compensation: -8,
    position: undefined,
    speed: 500,
  },
  roof: { seconds: 8, open: false, interlock: false },
  dome: undefined,
  weather: {
    clouds: [],
    rain: [],
    wind: [],
    windLimit: 15,
    temperature: 10,
    seeing: 2.2,
    skyBrightness: 21.2,
    refraction: false,
  },
  darkByDay: true,
  connectTime: 0.5,
};

export function setupOf(options: WorldOptions): Setup {
  return {
    seed: options.seed ?? DEFAULTS.seed,
    site: options.site ?? DEFAULTS.site,
    optics: { ...DEFAULTS.optics, ...options.optics },
    camera: { ...DEFAULTS.camera, ...options.camera },
    filters: options.filters ?? DEFAULTS.filters,
    mount: { ...DEFAULTS.mount, ...options.mount },
    focuser: { ...DEFAULTS.focuser, ...options.focuser },
    roof: { ...DEFAULTS.roof, ...options.roof },
    dome: options.dome ? { ...DOME, ...options.dome } : undefined,
    weather: { ...DEFAULTS.weather, ...options.weather },
    darkByDay: options.darkByDay ?? DEFAULTS.darkByDay,
    connectTime: options.connectTime ?? DEFAULTS.connectTime,
  };
}
