import { expect, test } from 'vitest';
import type { Camera } from '../../devices/roles/index.js';
import { setUpCamera } from '../../engine/night/set-up-camera.js';
import { fakeDevice } from '../support/devices.js';
import { testFrameSet } from '../support/observatories.js';

const SENSOR = { cameraXSize: 101, cameraYSize: 80 };
const WHOLE = { ...SENSOR, binX: 1, binY: 1, startX: 0, startY: 0, numX: 101, numY: 80, gain: 100, offset: 20 };
const { signal } = new AbortController();

/** What a camera is told, in order. */
async function told(answers: object, set: Parameters<typeof testFrameSet>[0]): Promise<string[]> {
  const heard: string[] = [];
  const hears = (name: string) => [name, (value: number) => void heard.push(`${name} ${String(value)}`)] as const;
  const members = ['setBinX', 'setBinY', 'setStartX', 'setStartY', 'setNumX', 'setNumY', 'setGain', 'setOffset'];
  const camera = fakeDevice<Camera>('camera', { ...answers, ...Object.fromEntries(members.map(hears)) });
  await setUpCamera(camera, testFrameSet(set), signal);
  return heard;
}

test('a camera that stands as it should is told nothing', async () => {
  expect(await told(WHOLE, { gain: 100, offset: 20 })).toEqual([]);
});

test('a change of binning has the whole sub-frame told anew, in binned pixels', async () => {
  const calls = await told(WHOLE, { binning: 2 });
  expect(calls).toEqual(['setBinX 2', 'setBinY 2', 'setStartX 0', 'setStartY 0', 'setNumX 50', 'setNumY 40']);
});

test('a sub-frame or a gain that another program has left behind is put right', async () => {
  expect(await told({ ...WHOLE, startY: 12, gain: 0 }, { gain: 100, offset: 20 })).toEqual([
    'setStartX 0',
    'setStartY 0',
    'setNumX 101',
    'setNumY 80',
    'setGain 100',
  ]);
});

test('a camera that does not tell how it stands is told everything', async () => {
  expect(await told(SENSOR, { gain: 100 })).toHaveLength(7);
});
