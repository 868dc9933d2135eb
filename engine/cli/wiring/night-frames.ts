import { join } from 'node:path';
import { NocturneError } from '../../errors.js';
import { Examiner } from '../../fits/analysis/examiner.js';
import { Darkroom } from '../../fits/darkroom.js';
import { frameBytes } from '../../fits/disk-space.js';
import type { NightIdentity } from '../../fits/frame.js';
import { FileDisk } from '../../fits/frame-disk.js';
import { FrameStore } from '../../fits/frame-store.js';
import { ImageDisk } from '../../fits/image-disk.js';
import { removePackedTwins } from '../../fits/packed-twins.js';
import { SecondCopy } from '../../fits/second-copy.js';
import { SidecarWriter } from '../../fits/sidecar.js';
import type { Journal } from '../../journal/journal.js';
import { framesDoneIn, framesIn } from '../../night/frame-order.js';
import type { Log } from '../../night/night-world.js';
import { imageFolder } from './image-folder.js';
import type { PreparedNight } from './prepare-night.js';

/** Of the previews of a night, in its folder. */
const PREVIEWS = 'previews';
/** px */
const PREVIEW_WIDTH = 1200;
/** A camera that does not tell its size is taken for one of 26 megapixels. */
const USUAL_FRAME = frameBytes(6248, 4176);

export interface NightFrames {
  readonly frames: FrameStore;
  readonly disk: ImageDisk;
  readonly darkroom: Darkroom;
  /** Where they are. */
  readonly folder: string;
}

export interface FramesRequest {
  readonly prepared: PreparedNight;
  readonly identity: NightIdentity;
  readonly journal: Journal;
  readonly log: Log;
  /** Tells the observer before the night begins. */
  readonly remark: (text: string) => void;
}

/**
 * Makes ready where the frames of a night go and what is done with them, and looks whether there is room.
 * @throws NocturneError `disk-full` when there is not room for a single frame
 */
export async function openFrames({ prepared, journal, log, remark, ...request }: FramesRequest): Promise<NightFrames> {
  const { observatory, clock, folder: night, simulated, plan, uniqueIds } = prepared;
  const { images } = observatory;
  const identity: NightIdentity = { ...request.identity, ...(uniqueIds.camera && { camera: uniqueIds.camera }) };
  const { folder, withNight } = imageFolder(observatory, simulated, night);
  const disk = new ImageDisk({ clock, folder, frameBytes: await bytesOfFrame(prepared) });
  const frames = new FrameStore({
    ...identity,
    clock,
    folder,
    // The folder of the night has its date already.
    pattern: withNight ? images.name.replace(/^\{night\}\//u, '') : images.name,
    ...(images.header && { header: images.header }),
    ...(images.pack && { pack: true }),
    // As long as the night lasts: its end gives up what is not saved by then.
    patience: Infinity,
    onWaiting: (error, key) => {
      disk.waiting(error, key);
    },
    onUnpacked: (error, key) => {
      log.warn({ key, error }, error.message);
    },
  });
  await tidyUp(frames, folder, images.copyTo, prepared, log);
  await lookForRoom(disk, framesIn(plan.steps, journal.progress) - framesDoneIn(plan, journal.progress), log, remark);

  const measured = images.analysis ?? true;
  const pictured = images.previews ?? true;
  const darkroom = new Darkroom({
    clock,
    journal,
    analysis: measured,
    ...((measured || pictured) && { examiner: new Examiner(clock) }),
    ...(pictured && { previews: { folder: join(night, PREVIEWS), of: folder, width: PREVIEW_WIDTH } }),
    ...(measured &&
      images.sidecar && {
        sidecar: new SidecarWriter({
          clock,
          night: identity,
          disk: new FileDisk(clock),
          ...(images.header && { header: images.header }),
        }),
      }),
    ...(images.copyTo !== undefined && { copy: new SecondCopy({ clock, from: folder, to: images.copyTo }) }),
    onProblem: (doing, facts) => {
      log.warn(facts, doing);
    },
  });
  return { frames, disk, darkroom, folder };
}

async function bytesOfFrame({ rig: { camera } }: PreparedNight): Promise<number> {
  if (!camera) return USUAL_FRAME;
  try {
    return frameBytes(await camera.cameraXSize(), await camera.cameraYSize());
  } catch {
    // The first exposure will tell what is wrong with it.
    return USUAL_FRAME;
  }
}

/** What a crash may have left behind. */
async function tidyUp(
  frames: FrameStore,
  folder: string,
  copyTo: string | undefined,
  { clock }: PreparedNight,
  log: Log,
): Promise<void> {
  const leftovers = [...(await frames.cleanUp()), ...(await removePackedTwins(folder, clock))];
  if (copyTo !== undefined) {
    try {
      leftovers.push(...(await new FileDisk(clock).removeLeftovers(copyTo)));
    } catch (error) {
      log.warn({ error }, 'the folder of the second copy cannot be read');
    }
  }
  if (leftovers.length > 0) log.info({ leftovers }, 'removed what saves that were cut off had left');
}

async function lookForRoom(disk: ImageDisk, left: number, log: Log, remark: (text: string) => void): Promise<void> {
  if (left <= 0) return;
  const verdict = await disk.room(left);
  if (verdict.frames === 0) throw new NocturneError('disk-full', verdict.text);
  log.info({ frames: verdict.frames }, verdict.text);
  if (!verdict.enough) remark(`warning: ${verdict.text}`);
}
