import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../devices/virtual-clock.js';
import type { Camera, FilterWheel, Focuser, ObservingConditions, Telescope } from '../../devices/roles/index.js';
import { captureAtEnd, captureAtStart } from '../../engine/fits/capture.js';
import { exposureTimes } from '../../engine/fits/frame.js';
import { headerCards } from '../../engine/fits/keywords/index.js';
import { apparent, toJ2000 } from '../../sky/index.js';
import { fakeDevice } from '../support/devices.js';
import { EXPOSURE_START, fullFacts, NIGHT, scantFacts } from '../support/fits-facts.js';

const clock = (): VirtualClock => new VirtualClock(EXPOSURE_START);
const camera = (changes: object = {}): Camera & { calls: string[] } =>
  fakeDevice<Camera>('camera', {
    name: 'Cam',
    sensorType: 'rggb',
    gain: 120,
    binX: 2,
    binY: 2,
    pixelSizeX: 3.76,
    readoutMode: 1,
    readoutModes: ['Fast', 'Slow'],
    bayerOffsetX: 1,
    ccdTemperature: -10,
    lastExposureStartTime: EXPOSURE_START + 312,
    lastExposureDuration: 180.01,
    ...changes,
  });

describe('what the devices say when an exposure begins', () => {
  test('is read from all of them, in one read each where they have DeviceState', async () => {
    const telescope = fakeDevice<Telescope>('telescope', {
      deviceState: [
        { name: 'RightAscension', value: 0.74 },
        { name: 'Declination', value: 41.4 },
        { name: 'Altitude', value: 62.1 },
      ],
      name: 'EQ6',
      equatorialSystem: 'topocentric',
      sideOfPier: 'pierWest',
      focalLength: 0.8,
    });
    const time = clock();
    const readings = await time.drive(
      captureAtStart(
        {
          telescope,
          camera: camera(),
          focuser: fakeDevice<Focuser>('focuser', { position: 5000, temperature: 4.5 }),
          filterWheel: fakeDevice<FilterWheel>('filterwheel', { position: 2, names: ['L', 'R', 'G'] }),
          observingConditions: fakeDevice<ObservingConditions>('observingconditions', { temperature: 3, humidity: 70 }),
        },
        { clock: time },
      ),
    );
    expect(readings).toEqual({
      at: EXPOSURE_START,
      telescope: {
        name: 'EQ6',
        position: toJ2000(apparent(0.74, 41.4), EXPOSURE_START),
        altitude: 62.1,
        side: 'pierWest',
        focalLength: 800,
      },
      camera: {
        name: 'Cam',
        sensorType: 'rggb',
        gain: 120,
        binX: 2,
        binY: 2,
        pixelSizeX: 3.76,
        temperature: -10,
        readoutMode: 'Slow',
        bayerOffsetX: 1,
      },
      focuser: { position: 5000, temperature: 4.5 },
      filterWheel: { filter: 'G' },
      weather: { temperature: 3, humidity: 70 },
      failures: [],
    });
    expect(telescope.calls).not.toContain('rightAscension');
  });

  test('never fails the frame: what is refused, hangs or is nonsense is left out, and said', async () => {
    const time = clock();
    const readings = await time.drive(
      captureAtStart(
        {
          camera: camera({
            gain: new Error('USB gone'),
            offset: () => new Promise(() => undefined),
            ccdTemperature: Number.NaN,
          }),
        },
        { clock: time },
      ),
    );
    expect(readings.camera).not.toHaveProperty('gain');
    expect(readings.camera).not.toHaveProperty('offset');
    expect(readings.camera).not.toHaveProperty('temperature');
    expect(readings.camera?.name).toBe('Cam');
    expect(readings.failures).toEqual([
      expect.stringMatching(/^camera Gain: USB gone/),
      expect.stringMatching(/^camera Offset: .*longer than 3 s/),
    ]);
    expect(time.now()).toBe(EXPOSURE_START + 3000);
  });

  test('is asked for only once where it never changes or is not there', async () => {
    const time = clock();
    const device = camera();
    await time.drive(captureAtStart({ camera: device }, { clock: time }));
    const first = device.calls.splice(0);
    await time.drive(captureAtStart({ camera: device }, { clock: time }));
    expect(first).toEqual(expect.arrayContaining(['name', 'sensorName', 'offset', 'gain', 'deviceState']));
    expect(device.calls).toContain('gain');
    for (const fixed of ['name', 'sensorName', 'offset', 'pixelSizeX', 'deviceState']) {
      expect(device.calls).not.toContain(fixed);
    }
  });

  test('ends at once when the night is interrupted', async () => {
    const time = clock();
    const signal = AbortSignal.abort(new Error('clouds'));
    const readings = await time.drive(captureAtStart({ camera: camera() }, { clock: time, signal }));
    expect(readings.camera).toEqual({});
    expect(time.now()).toBe(EXPOSURE_START);
  });
});

describe('the start of the exposure', () => {
  const times = (end: object) => exposureTimes({ ...fullFacts(), end: { at: 0, failures: [], ...end } });

  test('is what the camera says, when that can be true', () => {
    expect(times({ cameraStart: EXPOSURE_START + 312, duration: 180.01 })).toMatchObject({
      begin: EXPOSURE_START + 312,
      source: 'camera',
      duration: 180.01,
      measured: true,
      end: EXPOSURE_START + 312 + 180_010,
    });
  });

  test.each([
    ['missing', {}],
    ['in whole seconds', { cameraStart: Math.floor(EXPOSURE_START / 1000) * 1000 }],
    ['of a clock that is wrong', { cameraStart: EXPOSURE_START - 3_600_123 }],
  ])('is ours when the camera has one that is %s', (_, end) => {
    expect(times(end)).toMatchObject({ begin: EXPOSURE_START, source: 'host' });
  });

  test.each([0, 1.8e5, -1])('and a duration of %d s for one of 180 s is not believed', (duration) => {
    expect(times({ duration })).toMatchObject({ duration: 180, measured: false });
  });

  test('is that of the shorter exposure where the camera was asked for less than the set says', () => {
    expect(exposureTimes({ ...fullFacts(), asked: 60, end: { at: 0, failures: [] } }).duration).toBe(60);
    expect(exposureTimes({ ...fullFacts(), asked: 60, end: { at: 0, duration: 60.1, failures: [] } }).duration).toBe(
      60.1,
    );
  });

  test('is read at the end, from the camera alone', async () => {
    const time = clock();
    expect(await time.drive(captureAtEnd({ camera: camera() }, { clock: time }))).toEqual({
      at: EXPOSURE_START,
      cameraStart: EXPOSURE_START + 312,
      duration: 180.01,
      temperature: -10,
      failures: [],
    });
    expect(await time.drive(captureAtEnd({}, { clock: time }))).toEqual({ at: EXPOSURE_START, failures: [] });
  });
});

test('a header says nothing that is not known', () => {
  const keywords = headerCards(scantFacts(), NIGHT, EXPOSURE_START).map(({ keyword }) => keyword);
  for (const absent of ['GAIN', 'CCD-TEMP', 'FILTER', 'RA', 'OBJECT', 'AIRMASS', 'FOCPOS', 'AMBTEMP', 'BAYERPAT']) {
    expect(keywords).not.toContain(absent);
  }
  expect(keywords).toEqual(expect.arrayContaining(['IMAGETYP', 'DATE-OBS', 'EXPTIME', 'SITELAT', 'FRAMEKEY']));
  expect(new Set(keywords).size).toBe(keywords.length);
});

test('a binned frame of a colour camera has no colour matrix, an unbinned sub-frame one that is shifted', () => {
  const facts = fullFacts();
  const matrix = (binning: number): unknown[] =>
    headerCards(
      { ...facts, start: { ...facts.start, camera: { ...facts.start.camera, binX: binning, binY: binning } } },
      NIGHT,
      0,
    )
      .filter(({ keyword }) => /BAY/.test(keyword))
      .map((card) => ('value' in card ? card.value.value : undefined));
  expect(matrix(1)).toEqual(['RGGB', 1, 1]);
  expect(matrix(2)).toEqual([]);
});

test('the header names the camera by its UniqueID, and the angle of the field by the rotator', () => {
  const cards = headerCards(fullFacts(), { ...NIGHT, camera: 'b1c6-camera' }, EXPOSURE_START);
  const value = (keyword: string) =>
    cards.flatMap((c) => ('value' in c && c.keyword === keyword ? [c.value.value] : []));
  expect(['CAMERAID', 'OBJCTROT', 'ORIGIN'].flatMap(value)).toEqual(['b1c6-camera', 33.4, NIGHT.observatory.name]);
});
