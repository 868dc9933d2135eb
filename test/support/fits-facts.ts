import type { FrameFacts, NightIdentity } from '../../engine/fits/frame.js';
import { testFrameSet, testObservatory } from './observatories.js';

export const EXPOSURE_START = Date.UTC(2026, 10, 21, 23, 10, 5, 250);

export const NIGHT: NightIdentity = {
  run: '2026-11-21T16-30-00-andromeda',
  night: '2026-11-21',
  sequence: "Andromeda's night",
  observatory: testObservatory({ observer: 'Zoë Æ. Müller' }),
  version: '0.1.0',
};

/** A frame about which everything is known. */
export function fullFacts(changes: Partial<FrameFacts['frame']> = {}): FrameFacts {
  const set = testFrameSet({ gain: 100, offset: 20 });
  return {
    frame: {
      key: 'm31/L-180s#7',
      set,
      passes: [],
      n: 7,
      target: { name: 'M31', position: { ra: 0.712305, dec: 41.269 } },
      ...changes,
    },
    start: {
      at: EXPOSURE_START,
      telescope: {
        name: 'EQ6',
        position: { frame: 'J2000', ra: 0.7124, dec: 41.2701 },
        altitude: 70.1,
        azimuth: 250.2,
        side: 'pierEast',
        focalLength: 999,
        aperture: 201,
      },
      camera: {
        name: 'Cam 2600',
        sensor: 'IMX571',
        sensorType: 'rggb',
        gain: 100,
        offset: 20,
        electronsPerADU: 0.25,
        maxADU: 65535,
        binX: 1,
        binY: 1,
        startX: 101,
        startY: 50,
        pixelSizeX: 3.76,
        pixelSizeY: 3.76,
        temperature: -9.97,
        setPoint: -10,
        coolerPower: 43.2,
        readoutMode: 'High gain',
        bayerOffsetX: 0,
        bayerOffsetY: 1,
      },
      focuser: { name: 'EAF', position: 12345, stepSize: 4.2, temperature: 7.25 },
      filterWheel: { name: 'EFW', filter: 'L' },
      rotator: { name: 'Falcon', mechanical: 123.456, sky: 33.4 },
      weather: {
        temperature: 5.1,
        dewPoint: 1.2,
        humidity: 76,
        pressure: 1003.2,
        cloudCover: 3,
        rainRate: 0,
        skyBrightness: 0.0012,
        skyQuality: 20.91,
        skyTemperature: -18.2,
        starFWHM: 2.4,
        windDirection: 250,
        windGust: 4.4,
        windSpeed: 2.2,
      },
      failures: [],
    },
    end: { at: EXPOSURE_START + 180_300, cameraStart: EXPOSURE_START + 87, duration: 180.002, failures: [] },
  };
}

/** A frame about which nothing more is known than that it was exposed. */
export function scantFacts(): FrameFacts {
  const { gain: _gain, offset: _offset, filter: _filter, ...set } = testFrameSet({ type: 'dark' });
  return {
    frame: { key: 'darks#1', set: { ...set, id: 'darks' }, passes: [], n: 1 },
    start: { at: EXPOSURE_START, failures: [] },
    end: { at: EXPOSURE_START + 180_300, failures: [] },
  };
}
