import type { CallOptions, Camera } from '../../devices/roles/index.js';
import type { FrameSet } from '../plan/plan.js';

/** One thing that a camera can be told, and tells. */
interface Setting {
  readonly wanted: number;
  /** undefined where it does not tell. */
  readonly now: number | undefined;
  readonly set: (value: number, options: CallOptions) => Promise<void>;
}

/**
 * The whole sensor, at the binning, gain and offset of the set. What the set does not name is left as it is; what the
 * camera says to be so already is not told again. It is asked for all at once: reading ten values so takes a tenth of
 * the time that telling them one after the other does, and the shutter is closed meanwhile.
 */
export async function setUpCamera(camera: Camera, set: FrameSet, signal: AbortSignal): Promise<void> {
  const { binning, gain, offset } = set;
  // A camera that does not tell is told.
  const look = (read: (options: CallOptions) => Promise<number>): Promise<number | undefined> =>
    read.call(camera, { signal }).catch(() => undefined);
  const [width, height, binX, binY, startX, startY, numX, numY, gainNow, offsetNow] = await Promise.all([
    camera.cameraXSize({ signal }),
    camera.cameraYSize({ signal }),
    look(camera.binX),
    look(camera.binY),
    look(camera.startX),
    look(camera.startY),
    look(camera.numX),
    look(camera.numY),
    gain === undefined ? undefined : look(camera.gain),
    offset === undefined ? undefined : look(camera.offset),
  ]);
  const binnings: readonly Setting[] = [
    { wanted: binning, now: binX, set: camera.setBinX },
    { wanted: binning, now: binY, set: camera.setBinY },
  ];
  const subFrame: readonly Setting[] = [
    { wanted: 0, now: startX, set: camera.setStartX },
    { wanted: 0, now: startY, set: camera.setStartY },
    { wanted: Math.floor(width / binning), now: numX, set: camera.setNumX },
    { wanted: Math.floor(height / binning), now: numY, set: camera.setNumY },
  ];
  const sensitivity: readonly Setting[] = [
    ...(gain === undefined ? [] : [{ wanted: gain, now: gainNow, set: camera.setGain }]),
    ...(offset === undefined ? [] : [{ wanted: offset, now: offsetNow, set: camera.setOffset }]),
  ];
  const tell = async (settings: readonly Setting[]): Promise<void> => {
    for (const { wanted, set } of settings) await set.call(camera, wanted, { signal });
  };
  const differs = ({ wanted, now }: Setting): boolean => wanted !== now;
  const rebinned = binnings.some(differs);
  // Both, and all of the sub-frame: many cameras change the one with the other, and it is in binned pixels.
  if (rebinned) await tell(binnings);
  if (rebinned || subFrame.some(differs)) await tell(subFrame);
  await tell(sensitivity.filter(differs));
}
