import type {
  Camera,
  Focuser,
  FilterWheel,
  ObservingConditions,
  Rotator,
  Telescope,
} from '../../devices/roles/index.js';
import { apparent, j2000, type J2000, toJ2000 } from '../../sky/index.js';
import type { Rig } from '../rig.js';
import { type CaptureContext, DeviceReader, gather } from './device-reader.js';
import type {
  CameraReadings,
  EndReadings,
  FilterWheelReadings,
  FocuserReadings,
  RotatorReadings,
  StartReadings,
  TelescopeReadings,
  WeatherReadings,
} from './readings.js';

/**
 * Reads everything that the header of a frame says of its start; to be called as soon as the exposure has been started,
 * beside it. Never rejects: what cannot be read in time is left out.
 * @param started when the exposure was started, ms since 1970; default now
 */
export async function captureAtStart(
  rig: Rig,
  context: CaptureContext & { readonly started?: number },
): Promise<StartReadings> {
  const at = context.started ?? context.clock.now();
  const failures: string[] = [];
  const from = async <D extends NonNullable<Rig[keyof Rig]>, T>(
    device: D | undefined,
    read: (device: D, reader: DeviceReader) => Promise<T>,
  ): Promise<T | undefined> => {
    if (!device) return undefined;
    const reader = new DeviceReader(device, context);
    const readings = await read(device, reader);
    failures.push(...reader.failures);
    return readings;
  };
  const readings = await gather<Omit<StartReadings, 'at' | 'failures'>>({
    telescope: from(rig.telescope, readTelescope(at)),
    camera: from(rig.camera, readCamera),
    focuser: from(rig.focuser, readFocuser),
    filterWheel: from(rig.filterWheel, readFilterWheel),
    rotator: from(rig.rotator, readRotator),
    weather: from(rig.observingConditions, readWeather),
  });
  return { at, ...readings, failures: failures.sort() };
}

/** Reads what the camera tells of an exposure that is over. Never rejects. */
export async function captureAtEnd(rig: Rig, context: CaptureContext): Promise<EndReadings> {
  const at = context.clock.now();
  const { camera } = rig;
  if (!camera) return { at, failures: [] };
  const reader = new DeviceReader(camera, context);
  const readings = await gather<Omit<EndReadings, 'at' | 'failures'>>({
    cameraStart: reader.read('LastExposureStartTime', (options) => camera.lastExposureStartTime(options)),
    duration: reader.read('LastExposureDuration', (options) => camera.lastExposureDuration(options)),
    temperature: reader.number('CCDTemperature', (options) => camera.ccdTemperature(options)),
  });
  return { at, ...readings, failures: reader.failures.sort() };
}

const readTelescope =
  (at: number) =>
  async (mount: Telescope, reader: DeviceReader): Promise<TelescopeReadings> => {
    const millimetres = (metres: number | undefined): number | undefined =>
      metres !== undefined && metres > 0 ? metres * 1000 : undefined;
    return gather<TelescopeReadings>({
      name: reader.fixed('Name', (options) => mount.name(options)),
      position: readPosition(mount, reader, at),
      altitude: reader.number('Altitude', (options) => mount.altitude(options)),
      azimuth: reader.number('Azimuth', (options) => mount.azimuth(options)),
      side: reader.read('SideOfPier', (options) => mount.sideOfPier(options)),
      focalLength: reader.fixed('FocalLength', (options) => mount.focalLength(options)).then(millimetres),
      aperture: reader.fixed('ApertureDiameter', (options) => mount.apertureDiameter(options)).then(millimetres),
    });
  };

/** In ICRS, whatever the mount's own coordinates are; absent for equinoxes that no mount has used for decades. */
async function readPosition(mount: Telescope, reader: DeviceReader, at: number): Promise<J2000 | undefined> {
  const [system, ra, dec] = await Promise.all([
    reader.fixed('EquatorialSystem', (options) => mount.equatorialSystem(options)),
    reader.number('RightAscension', (options) => mount.rightAscension(options)),
    reader.number('Declination', (options) => mount.declination(options)),
  ]);
  if (ra === undefined || dec === undefined) return undefined;
  switch (system) {
    case 'j2000':
      return j2000(ra, dec);
    case 'topocentric':
    case 'other':
      return toJ2000(apparent(ra, dec), at);
    case 'j2050':
    case 'b1950':
    case undefined:
      return undefined;
  }
}

async function readCamera(camera: Camera, reader: DeviceReader): Promise<CameraReadings> {
  const sensorType = await reader.fixed('SensorType', (options) => camera.sensorType(options));
  const matrix = sensorType !== undefined && sensorType !== 'monochrome' && sensorType !== 'color';
  return gather<CameraReadings>({
    name: reader.fixed('Name', (options) => camera.name(options)),
    sensor: reader.fixed('SensorName', (options) => camera.sensorName(options)),
    sensorType,
    gain: reader.read('Gain', (options) => camera.gain(options)),
    offset: reader.read('Offset', (options) => camera.offset(options)),
    electronsPerADU: reader.read('ElectronsPerADU', (options) => camera.electronsPerADU(options)),
    maxADU: reader.read('MaxADU', (options) => camera.maxADU(options)),
    binX: reader.read('BinX', (options) => camera.binX(options)),
    binY: reader.read('BinY', (options) => camera.binY(options)),
    startX: reader.read('StartX', (options) => camera.startX(options)),
    startY: reader.read('StartY', (options) => camera.startY(options)),
    pixelSizeX: reader.fixed('PixelSizeX', (options) => camera.pixelSizeX(options)),
    pixelSizeY: reader.fixed('PixelSizeY', (options) => camera.pixelSizeY(options)),
    temperature: reader.number('CCDTemperature', (options) => camera.ccdTemperature(options)),
    setPoint: reader.read('SetCCDTemperature', (options) => camera.setCCDTemperature(options)),
    coolerPower: reader.number('CoolerPower', (options) => camera.coolerPower(options)),
    readoutMode: readReadoutMode(camera, reader),
    bayerOffsetX: matrix ? reader.fixed('BayerOffsetX', (options) => camera.bayerOffsetX(options)) : undefined,
    bayerOffsetY: matrix ? reader.fixed('BayerOffsetY', (options) => camera.bayerOffsetY(options)) : undefined,
  });
}

async function readReadoutMode(camera: Camera, reader: DeviceReader): Promise<string | undefined> {
  const mode = await reader.read('ReadoutMode', (options) => camera.readoutMode(options));
  const modes = await reader.fixed('ReadoutModes', (options) => camera.readoutModes(options));
  return mode === undefined ? undefined : modes?.[mode];
}

function readFocuser(focuser: Focuser, reader: DeviceReader): Promise<FocuserReadings> {
  return gather<FocuserReadings>({
    name: reader.fixed('Name', (options) => focuser.name(options)),
    position: reader.number('Position', (options) => focuser.position(options)),
    stepSize: reader.fixed('StepSize', (options) => focuser.stepSize(options)),
    temperature: reader.number('Temperature', (options) => focuser.temperature(options)),
  });
}

async function readFilterWheel(wheel: FilterWheel, reader: DeviceReader): Promise<FilterWheelReadings> {
  const position = await reader.number('Position', (options) => wheel.position(options));
  const names = await reader.fixed('Names', (options) => wheel.names(options));
  return gather<FilterWheelReadings>({
    name: reader.fixed('Name', (options) => wheel.name(options)),
    filter: position === undefined ? undefined : names?.[position],
  });
}

function readRotator(rotator: Rotator, reader: DeviceReader): Promise<RotatorReadings> {
  return gather<RotatorReadings>({
    name: reader.fixed('Name', (options) => rotator.name(options)),
    mechanical: reader.number('MechanicalPosition', (options) => rotator.mechanicalPosition(options)),
    sky: reader.number('Position', (options) => rotator.position(options)),
  });
}

function readWeather(weather: ObservingConditions, reader: DeviceReader): Promise<WeatherReadings> {
  return gather<WeatherReadings>({
    temperature: reader.number('Temperature', (options) => weather.temperature(options)),
    dewPoint: reader.number('DewPoint', (options) => weather.dewPoint(options)),
    humidity: reader.number('Humidity', (options) => weather.humidity(options)),
    pressure: reader.number('Pressure', (options) => weather.pressure(options)),
    cloudCover: reader.number('CloudCover', (options) => weather.cloudCover(options)),
    rainRate: reader.number('RainRate', (options) => weather.rainRate(options)),
    skyBrightness: reader.number('SkyBrightness', (options) => weather.skyBrightness(options)),
    skyQuality: reader.number('SkyQuality', (options) => weather.skyQuality(options)),
    skyTemperature: reader.number('SkyTemperature', (options) => weather.skyTemperature(options)),
    starFWHM: reader.number('StarFWHM', (options) => weather.starFWHM(options)),
    windDirection: reader.number('WindDirection', (options) => weather.windDirection(options)),
    windGust: reader.number('WindGust', (options) => weather.windGust(options)),
    windSpeed: reader.number('WindSpeed', (options) => weather.windSpeed(options)),
  });
}
