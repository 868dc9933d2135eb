import { untilAborted } from '../../devices/clock.js';
import type { ImageReceiver } from '../../devices/roles/index.js';
import { captureAtEnd, captureAtStart } from '../fits/capture.js';
import { type FrameIdentity, type SavedFile, UNMADE } from '../fits/frame-store.js';
import type { EndReadings } from '../fits/readings.js';
import type { Passes } from '../machines/ports.js';
import { type ExposeNode, type FrameSet, frameKey, type TargetNode } from '../plan/plan.js';
import { putFilterInBeam } from '../steps/filter-in-beam.js';
import type { Session, StepContext } from '../steps/step.js';
import { DeadTime } from './dead-time.js';
import { flipWhileDownloading } from './flip-while-downloading.js';
import { nextFrameOf, nextFrameOfTarget } from './frame-order.js';
import { tellProgress } from './frame-progress.js';
import { freeCamera } from './free-camera.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { setUpCamera } from './set-up-camera.js';

export interface FrameRequest {
  /** What the frame belongs to. */
  readonly node: TargetNode | ExposeNode;
  readonly set: FrameSet;
  readonly n: number;
  readonly passes: Passes;
  /** s; instead of the set's, when it has to be shorter. The frame's key and name stay those of the set. */
  readonly exposure?: number | undefined;
}

/**
 * Exposes and downloads one frame; it is saved behind what follows. The journal's `file` record, by which it counts, is
 * written only when the file stands under its final name. A file that is there already, from before a crash, is counted
 * and not taken again.
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
  const { key } = frame;
  // An attempt that was cut off behind its download: the frame is in memory, and good.
  if (world.saver.isPending(key)) return untilAborted(signal, world.saver.saved(key));
  const found = await world.frames.find(frame);
  if (found) {
    world.log.info({ key, path: found.path }, 'the frame is on disk already');
    await count(world, key, found);
    return;
  }

  const begun = clock.now();
  const dead = new DeadTime(clock, session.frameEnded ?? begun);
  delete session.frameEnded;
  dead.mark('choosing');
  const camera = await context.use('camera');
  if (set.filter !== undefined) await putFilterInBeam(context, set.filter);
  dead.mark('filter');
  await freeCamera(context, camera);
  await setUpCamera(camera, set, signal);
  dead.mark('camera');

  // Records keep their order; their way to the disk is not waited for with the shutter closed.
  void world.journal.append({ type: 'frame-begin', key });
  const started = clock.now();
  const duration = exposure * 1000;
  world.board.update({
    doing: 'exposing',
    fraction: undefined,
    exposure: { title: title(set, n, exposure), start: started, duration },
  });
  const light = set.type === 'light' || set.type === 'flat';
  const exposing = camera.expose({ duration: exposure, light }, { signal, expected: duration });
  const made = world.frames.makes(frame);
  const start = made ? captureAtStart(world.rig, { clock, signal, started }) : unread(started);
  await exposing;
  dead.exposed(started + duration);
  dead.mark('readout');
  const end = made ? await captureAtEnd(world.rig, { clock, signal }) : unread(clock.now());
  dead.mark('header');

  // The mount is free as soon as the header has its values: a flip that has fallen due costs no time of its own.
  const flipping = flipWhileDownloading(world, context);
  try {
    world.board.update({ doing: 'downloading', exposure: undefined });
    const download = async (receiver: ImageReceiver): Promise<void> => {
      dead.mark('disk');
      await camera.streamImage(receiver, { signal });
    };
    const received = made ? await world.frames.receive(download, signal) : UNMADE;
    dead.mark('download');
    const read = await start;
    const failures = [...new Set([...read.failures, ...end.failures])];
    if (failures.length > 0) world.log.warn({ key, failures }, 'values that the header of the frame goes without');
    world.saver.save(received, { frame, start: read, end, asked: exposure });
    dead.mark('header');
  } finally {
    await flipping;
  }
  dead.mark('flip');
  // What follows the last frame of a node may be the end of the plan: it is not left before all of it stands.
  const last = isLast(world, request, key);
  if (last || world.saver.doubtful) {
    world.board.update({ doing: 'saving' });
    await untilAborted(signal, last ? world.saver.settled() : world.saver.saved(key));
    await world.saver.saved(key);
    dead.mark('saving');
  }
  session.frameCosts = costs(session.frameCosts, {
    before: started - begun,
    after: Math.max(0, clock.now() - started - duration),
  });
  session.frameEnded = clock.now();
  void world.journal.append({ type: 'overhead', key, seconds: dead.seconds, causes: dead.causes });
}

/** Of a frame of which no file is made. */
function unread(at: number): EndReadings {
  return { at, failures: [] };
}

/** Whether no other frame of the node is to be taken. */
function isLast(world: NightWorld, { node, set, passes }: FrameRequest, key: string): boolean {
  const accounted = (other: string): boolean => other === key || isAccounted(world, other);
  return node.node === 'target'
    ? nextFrameOfTarget(node, passes, accounted) === undefined
    : nextFrameOf(set, passes, accounted) === undefined;
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
  tellProgress(world);
}
