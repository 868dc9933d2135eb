import { withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import { carryOutFlip } from '../flip/carry-out.js';
import { placeAt, pointingOf } from '../flip/mount-position.js';
import type { StepRequest } from '../machines/ports.js';
import { frameKey, type TargetNode } from '../plan/plan.js';
import { stepKey } from '../resume.js';
import { focusForFilter } from '../steps/filter-in-beam.js';
import { follow } from '../steps/follow-body.js';
import { pointAt } from '../steps/pointing.js';
import type { SkyPosition, StepContext } from '../steps/step.js';
import { keepOnBody } from './keep-on-body.js';
import { keepOpeningBefore } from './keep-opening-before.js';
import type { NightWorld } from './night-world.js';
import { untilMemoryIsFree } from './save-frames.js';
import { stepContext } from './step-context.js';
import { takeFrame } from './take-frame.js';
import { positionOf } from './target.js';

/** What every step may take beyond its estimate before it is given up, ms: a hanging driver must not cost the night. */
const PATIENCE = 600_000;
/** And how many times its estimate. */
const FACTOR = 4;

interface Job {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  /** ms; undefined for none: the step waits for a moment that may be far off */
  readonly limit: number | undefined;
  readonly target?: TargetNode;
  /** ms until the moment for which the target's place is told: the middle of an exposure. */
  readonly ahead?: number;
  /** Waited for before the limit begins to run. */
  readonly ready?: (signal: AbortSignal) => Promise<void>;
  run(context: StepContext): Promise<void>;
}

/** One attempt of a step, with its leases, its deadline and its place in the journal. */
export async function runStep(
  world: NightWorld,
  request: StepRequest,
  attempt: number,
  signal: AbortSignal,
): Promise<void> {
  const { journal, board, log, connections } = world;
  const job = jobOf(world, request);
  const { key, kind, title } = job;
  board.update({
    step: title,
    doing: undefined,
    fraction: undefined,
    exposure: undefined,
    ...(job.target ? { target: job.target.name } : {}),
  });
  // What comes between two frames is no dead time of the second.
  if (kind !== 'frame') delete world.session.frameEnded;
  log.info({ key, kind, attempt }, title);
  await journal.append({ type: 'begin', key, kind, title, attempt });
  try {
    // Devices that have dropped their connection are why most steps are tried again.
    if (attempt > 1 || kind === 'connect' || connections.doubtful) await connections.restore(signal);
    const target = job.target ? { node: job.target, position: await placeOf(world, job.target, job.ahead) } : undefined;
    const run = (inner: AbortSignal): Promise<void> => {
      const { context, release } = stepContext(world, { key, attempt, signal: inner, ...(target ? { target } : {}) });
      // The leases are given back when the work has truly ended, which may be after its deadline.
      return job.run(context).finally(release);
    };
    await job.ready?.(signal);
    if (job.limit === undefined) await run(signal);
    else await withDeadline(world.clock, job.limit, { what: title, signal }, run);
    signal.throwIfAborted();
    await journal.append({ type: 'end', key, outcome: 'done' });
  } catch (error) {
    const stopped = signal.aborted;
    connections.note(error);
    const reason = error instanceof Error ? error.message : String(error);
    if (stopped) log.info({ key }, `${title}: stopped`);
    else log.warn({ key, attempt, error }, `${title}: ${reason}`);
    await journal.append({ type: 'end', key, outcome: stopped ? 'stopped' : 'failed', reason });
    throw error;
  }
}

/** How long a step may take that is estimated to take so many seconds, ms. */
function limitOf(estimate: number): number {
  return estimate * 1000 * FACTOR + PATIENCE;
}

function jobOf(world: NightWorld, request: StepRequest): Job {
  const { observatory } = world;
  switch (request.kind) {
    case 'step': {
      const { node } = request;
      const kind = world.steps.get(node.kind);
      if (!kind) throw new NocturneError('internal', `there is no step kind "${node.kind}"`);
      return {
        key: stepKey(node, request.passes),
        kind: node.kind,
        title: node.title,
        limit: kind.deadline === 'none' ? undefined : limitOf(kind.estimate(node.body, { observatory })),
        ...(request.target ? { target: request.target } : {}),
        run: (context) => kind.run(context, node.body),
      };
    }
    case 'frame': {
      const { frames, n, node, exposure } = request;
      const filter = frames.filter === undefined ? '' : `${frames.filter} `;
      return {
        key: frameKey(frames, request.passes, n),
        kind: 'frame',
        title: `${filter}${String(frames.exposure)} s, ${String(n)} of ${String(frames.count)}`,
        limit: limitOf(frames.exposure + 60),
        ...(node.node === 'target' ? { target: node } : {}),
        ready: (signal) => untilMemoryIsFree(world, signal),
        ahead: ((exposure ?? frames.exposure) * 1000) / 2,
        async run(context) {
          await keepOnBody(world, context, frames);
          await keepOpeningBefore(world, context, { ...frames, ...(exposure !== undefined && { exposure }) });
          await takeFrame(world, context, { node, set: frames, n, passes: request.passes, exposure });
        },
      };
    }
    case 'acquire': {
      const { node } = request;
      return {
        key: `${stepKey(node, request.passes)}/acquire`,
        kind: 'acquire',
        title: `acquire ${node.name}`,
        limit: limitOf(120),
        target: node,
        run: (context) => acquire(world, context, node),
      };
    }
    case 'flip': {
      const { node, at } = request;
      return {
        key: `${stepKey(node, request.passes)}/flip`,
        kind: 'flip',
        title: node.node === 'target' ? `meridian flip on ${node.name}` : `meridian flip before ${node.title}`,
        limit:
          limitOf(180 * observatory.meridian.attempts) + (at === undefined ? 0 : Math.max(0, at - world.clock.now())),
        ...(node.node === 'target' ? { target: node } : {}),
        run: (context) => flip(world, context, request),
      };
    }
  }
}

/** Where a target is, told for a moment that is so many ms ahead. */
async function placeOf(world: NightWorld, node: TargetNode, ahead = 0): Promise<SkyPosition> {
  const position = await positionOf(world, node);
  const { ra, dec } = placeAt(position, world.clock.now() + ahead, world.observatory.site);
  return { ...position, ra, dec };
}

/** Brings a target onto the camera. Never remembered, always done again. */
async function acquire(world: NightWorld, context: StepContext, node: TargetNode): Promise<void> {
  const telescope = await context.use('telescope');
  const position = await positionOf(world, node);
  await pointAt(context, telescope, position);
  await follow(context, telescope, position);
  if (node.focus !== undefined) {
    context.session.focusBase = node.focus;
    await focusForFilter(context);
  }
}

type FlipRequest = Extract<StepRequest, { kind: 'flip' }>;

async function flip(world: NightWorld, context: StepContext, { node, at, to }: FlipRequest): Promise<void> {
  const telescope = await context.use('telescope');
  const position: SkyPosition =
    to ??
    (node.node === 'target'
      ? await positionOf(world, node)
      : await pointingOf(telescope, world.clock.now(), context.signal));
  await carryOutFlip(context, telescope, position, { at });
}
