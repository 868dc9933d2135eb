import { withDeadline } from '../../devices/clock.js';
import type { Camera, Telescope } from '../../devices/roles/index.js';
import type { Degrees } from '../../sky/index.js';
import type { ChooseNode, FrameSet, TargetNode } from '../plan/plan.js';
import { stayOn } from '../steps/follow-body.js';
import { stopFollowing } from '../steps/pointing.js';
import type { StepContext } from '../steps/step.js';
import type { NightWorld } from './night-world.js';
import { stepContext } from './step-context.js';

/** By this share of the field a body may be off before it is pointed at anew; */
const SHARE = 1 / 20;
/** and by so much where the size of the field is not known. */
const UNKNOWN: Degrees = 1.5 / 60;
/** ms that taking back the rates of a mount may take. */
const LIMIT = 15_000;

/** Sees to it, before a frame, that the mount is on the body that it is kept on. Darks need none. */
export async function keepOnBody(world: NightWorld, frame: StepContext, { type, exposure }: FrameSet): Promise<void> {
  if (!frame.session.following || type !== 'light') return;
  const { signal, target } = frame;
  const tolerance = SHARE * (await fieldOf(world, signal)) || UNKNOWN;
  // Its own lease: securing never waits for an exposure to get the mount.
  const { context, release } = stepContext(world, {
    key: `${frame.key}/follow`,
    attempt: frame.attempt,
    signal,
    ...(target ? { target } : {}),
  });
  try {
    await stayOn(context, await context.use('telescope'), { exposure: exposure * 1000, tolerance });
  } finally {
    release();
  }
}

/** What cameras have told of their sensors: it does not change. */
const fields = new WeakMap<Camera, Degrees>();

/** The shorter side of the field; 0 where it is not known. */
async function fieldOf({ rig: { camera }, observatory }: NightWorld, signal: AbortSignal): Promise<Degrees> {
  const { focalLength } = observatory.optics;
  if (!camera || !focalLength) return 0;
  const known = fields.get(camera);
  if (known !== undefined) return known;
  const width = (await camera.cameraXSize({ signal })) * (await camera.pixelSizeX({ signal }));
  const height = (await camera.cameraYSize({ signal })) * (await camera.pixelSizeY({ signal }));
  // um and mm
  const field = (2 * Math.atan(Math.min(width, height) / 2000 / focalLength) * 180) / Math.PI;
  fields.set(camera, field);
  return field;
}

/** Takes back the rates of a body that the mount was kept on, if it was kept on one. */
export async function followStars(
  { session, journal }: NightWorld,
  telescope: Telescope,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  if (!session.following) return;
  const decide: StepContext['decide'] = (about, action, why) =>
    journal.append({ type: 'decision', about, action, reason: why });
  await stopFollowing({ session, signal, decide }, telescope, reason);
}

/**
 * Lets the mount follow the stars again when a body is left that it was kept on, whatever comes next. Something that has
 * been pointed at since is not disturbed.
 */
export async function letGo(world: NightWorld, node: TargetNode | ChooseNode, ended: AbortSignal): Promise<void> {
  const { session, log, clock } = world;
  const { telescope } = world.rig;
  const { following } = session;
  const ids = node.node === 'target' ? [node.id] : node.targets.map(({ id }) => id);
  if (!telescope || following?.target === undefined || !ids.includes(following.target)) return;
  try {
    const lease = await world.leases.take('telescope', `letting go of ${node.title}`, ended);
    try {
      if (session.following?.position !== following.position) return;
      await withDeadline(clock, LIMIT, { what: 'taking back the rates of the mount', signal: ended }, (signal) =>
        followStars(world, telescope, `${node.title} is left`, signal),
      );
    } finally {
      lease.release();
    }
  } catch (error) {
    // Before the next slew it is tried again, and there it matters.
    if (!ended.aborted) log.warn({ error }, 'the rates of the mount could not be taken back');
  }
}
