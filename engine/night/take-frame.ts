import type { Camera } from '../../devices/roles/index.js';
import { captureAtEnd, captureAtStart } from '../fits/capture.js';
import type { FrameIdentity, SavedFile } from '../fits/frame-store.js';
import type { Passes } from '../machines/ports.js';
import { type FrameSet, frameKey } from '../plan/plan.js';
import { putFilterInBeam } from '../steps/filter-in-beam.js';
import type { Session, StepContext } from '../steps/step.js';
import { flipWhileDownloading } from './flip-while-downloading.js';
import { framesDoneIn, timeLeftIn } from './frame-order.js';
import { freeCamera } from './free-camera.js';
import type { NightWorld } from './night-world.js';

export interface FrameRequest {
  readonly set: FrameSet;
  readonly n: number;
  readonly passes: Passes;
  /** s; instead of the set's, when it has to be shorter. The frame's key and name stay those of the set. */
  readonly exposure?: number | undefined;
}

/**
 * Exposes, downloads and saves one frame, then counts it: the journal's `file` record is written only when the file stands
 * under its final name. A file that is there already, from before a crash, is counted and not taken again.
 */
export async function takeFrame(world: NightWorld, context: StepContext, request: FrameRequest): Promise<void> {
  const { set, n, passes, exposure = set.exposure } = request;
  const { clock, signal, session, target } = context;
  const frame: FrameIdentity = {
    key: frameKey(set, passes, n),
    set,
    passes,
    n,
    ...(target ? { target: { name: target.node.name, position: target.position } } : {}),
  };
  const found = await world.frames.find(frame);
  if (found) {
    world.log.info({ key: frame.key, path: found.path }, 'the frame is on disk already');
    await count(world, frame.key, found);
    return;
  }

  const begun = clock.now();
  const camera = await context.use('camera');
  if (set.filter !== undefined) await putFilterInBeam(context, set.filter);
  await freeCamera(context, camera);
  await setUpCamera(camera, set, signal);
  await world.journal.append({ type: 'frame-begin', key: frame.key });

  const started = clock.now();
  const duration = exposure * 1000;
  world.board.update({
    doing: 'exposing',
    fraction: undefined,
    exposure: { title: title(set, n, exposure), start: started, duration },
  });
  const light = set.type === 'light' || set.type === 'flat';
  const exposing = camera.expose({ duration: exposure, light }, { signal, expected: duration });
  const start = captureAtStart(world.rig, { clock, signal, started });
  await exposing;
  const end = await captureAtEnd(world.rig, { clock, signal });

  // The mount is free as soon as the header has its values: a flip that has fallen due costs no time of its own.
  const flipping = flipWhileDownloading(world, context);
  try {
    world.board.update({ doing: 'downloading', exposure: undefined });
    const image = await camera.image({ signal });
    world.board.update({ doing: 'saving' });
    const saved = await world.frames.save(image, { frame, start: await start, end, asked: exposure });
    await count(world, frame.key, saved);
    session.frameCosts = costs(session.frameCosts, {
      before: started - begun,
      after: clock.now() - started - duration,
    });
  } finally {
    await flipping;
  }
}

type Costs = NonNullable<Session['frameCosts']>;

/** How fast the cost of a slow frame is forgotten, when the next ones are faster: a change of filter comes again. */
const FORGOTTEN = 0.9;

function costs(known: Session['frameCosts'], last: Costs): Costs {
  if (!known) return last;
  return {
    before: Math.max(last.before, FORGOTTEN * known.before),
    after: Math.max(last.after, FORGOTTEN * known.after),
  };
}

function title(set: FrameSet, n: number, exposure: number): string {
  const filter = set.filter === undefined ? '' : `${set.filter} `;
  return `${filter}${String(exposure)} s, ${String(n)} of ${String(set.count)}`;
}

async function count(world: NightWorld, key: string, { path, sha256, bytes, exposure }: SavedFile): Promise<void> {
  await world.journal.appendDurably({ type: 'file', key, path, sha256, bytes, exposure });
  const { board, plan, clock, calendar, session } = world;
  const { progress } = world.journal;
  const { before = 4_000, after = 4_000 } = session.frameCosts ?? {};
  const left = timeLeftIn(plan.steps, progress, before + after);
  board.update({
    frames: { ...board.status.frames, done: framesDoneIn(plan, progress) },
    expectedEnd: Math.min(calendar.end, clock.now() + left),
  });
}

/** The whole sensor, at the binning, gain and offset of the set. What the set does not name is left as it is. */
async function setUpCamera(camera: Camera, set: FrameSet, signal: AbortSignal): Promise<void> {
  await camera.setBinX(set.binning, { signal });
  await camera.setBinY(set.binning, { signal });
  const width = await camera.cameraXSize({ signal });
  const height = await camera.cameraYSize({ signal });
  await camera.setStartX(0, { signal });
  await camera.setStartY(0, { signal });
  await camera.setNumX(Math.floor(width / set.binning), { signal });
  await camera.setNumY(Math.floor(height / set.binning), { signal });
  if (set.gain !== undefined) await camera.setGain(set.gain, { signal });
  if (set.offset !== undefined) await camera.setOffset(set.offset, { signal });
}
