import { withDeadline } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';
import type { NightPorts } from '../machines/ports.js';
import { limitHolds } from '../plan/limit-values.js';
import { frameKey } from '../plan/plan.js';
import { isOvertaken, isTryOver, stepKey } from '../resume.js';
import { AbsentDevices } from './absent-devices.js';
import { chooseNextAlone } from './choose-alone.js';
import { decideBranch } from './decide-branch.js';
import { elect } from './elect.js';
import { followStars, letGo } from './keep-on-body.js';
import { isDeviceLost } from './lost-devices.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { presentFacts } from './present-facts.js';
import { reconcileFrames } from './reconcile.js';
import { safetyPort } from './safety-port.js';
import { isSecured, secure, type SecureReport } from './secure.js';
import { runStep } from './step-runner.js';
import { awaitTarget, chooseNext } from './target.js';
import { untilEnded } from './until-ended.js';

/** ms that stopping the mount may take where nothing needs it to follow the sky */
const REST_LIMIT = 15_000;
/** ms that may pass, roof closed, until the frames on disk are compared with the journal */
const RECONCILE_LIMIT = 120_000;
/** A pass of a repeat that took no longer than this did nothing, ms; */
const EMPTY_PASS = 1_000;
/** and the next one waits so long, ms. */
const PASS_PAUSE = 60_000;

export interface PortsOfNight {
  readonly ports: NightPorts;
  /** What the devices confirmed when the observatory was secured last. */
  readonly lastSecured: () => SecureReport | undefined;
}

/**
 * Gives the machines their view of the world: every effect of a night goes through here.
 * @param ended aborts when the machine has failed: nothing that it has begun may go on then
 */
export function nightPorts(world: NightWorld, ended: AbortSignal): PortsOfNight {
  const { journal, clock, observatory, board, log } = world;
  let last: SecureReport | undefined;
  const reconciled = reconcileFrames(world).catch((error: unknown) => {
    log.error({ error }, 'the frames on disk could not be compared with the journal');
  });
  const absent = new AbsentDevices(world, ended);
  /** When a repeat was gone round last. */
  const passes = new Map<string, number>();
  /** Records that nobody waits for: their failure is told by the journal itself. */
  const note = (work: Promise<void>): void => {
    work.catch(() => undefined);
  };

  const ports: NightPorts = {
    runStep: (request, attempt, signal) =>
      untilEnded(ended, signal, (inner) => absent.patiently(inner, () => runStep(world, request, attempt, inner))),
    awaitTarget: (node, around, signal) =>
      untilEnded(ended, signal, async (inner) =>
        isAccounted(world, stepKey(node, around))
          ? { go: false, reason: 'the operator has left it' }
          : awaitTarget(world, node, around, inner),
      ),
    chooseNext: (node, around, signal) =>
      untilEnded(ended, signal, (inner) =>
        node.node === 'expose' ? chooseNextAlone(world, node, around, inner) : chooseNext(world, node, around, inner),
      ),
    passesDone: (node, around) => journal.progress.passes.get(stepKey(node, around)) ?? 0,
    recordPass: (node, around, n, signal) =>
      untilEnded(ended, signal, async (inner) => {
        const key = stepKey(node, around);
        const before = passes.get(key);
        if (before !== undefined && clock.now() - before < EMPTY_PASS) await clock.sleep(PASS_PAUSE, inner);
        await journal.appendDurably({ type: 'pass', key, n });
        passes.set(key, clock.now());
      }),
    goesOn: (node, signal) =>
      untilEnded(ended, signal, async (inner) => {
        const until = node.until ? world.calendar.timeOf(node.until) : undefined;
        if (node.until && (until === undefined || clock.now() >= until)) return false;
        const limits = node.while ?? [];
        const facts = await presentFacts(world, limits, inner);
        return limits.every((limit) => limitHolds(limit, undefined, clock.now(), observatory.site, facts));
      }),
    decide: (node, around, signal) => untilEnded(ended, signal, (inner) => decideBranch(world, node, around, inner)),
    elect: (node, around, standing, signal) =>
      untilEnded(ended, signal, (inner) => elect(world, node, around, standing, inner)),
    isTryOver: (node, around) => isTryOver(node, around, journal.progress),
    recordTry: (node, around, signal) =>
      untilEnded(ended, signal, () =>
        journal.appendDurably({ type: 'end', key: stepKey(node, around), outcome: 'done' }),
      ),
    givenUp(request, error, then) {
      const reason = error instanceof Error ? error.message : String(error);
      const key =
        request.kind === 'frame'
          ? frameKey(request.frames, request.passes, request.n)
          : stepKey(request.node, request.passes);
      log.warn({ key, then }, `given up: ${reason}`);
      if (request.kind === 'frame' && then === 'skip') {
        // Remembered here too: the machine asks for the next frame before the journal has written this.
        world.skipped.add(key);
        note(journal.appendDurably({ type: 'end', key, outcome: 'skipped', reason }));
      }
      note(journal.append({ type: 'decision', about: key, action: then, reason }));
    },
    skipped(node, around, reason) {
      const key = stepKey(node, around);
      log.info({ key }, `left: ${reason}`);
      world.skipped.add(key);
      note(journal.appendDurably({ type: 'end', key, outcome: 'skipped', reason }));
      note(journal.append({ type: 'decision', about: key, action: 'skip', reason }));
    },
    letGo(node) {
      note(letGo(world, node, ended));
    },
    overtaken: (node, siblings, around) =>
      isAccounted(world, stepKey(node, around)) ||
      isOvertaken(node, siblings, around, journal.progress, world.steps.get(node.kind)?.resume ?? 'repeat'),
    mayRecover: isDeviceLost,
    wait: (ms, signal) => clock.sleep(ms, signal),

    async secure(reason, signal) {
      const begun = clock.now();
      delete world.session.frameEnded;
      board.update({ step: `securing: ${reason}`, doing: undefined, exposure: undefined, target: undefined });
      const report = await untilEnded(ended, signal, (inner) =>
        secure({
          ...world,
          safety: observatory.safety,
          bring: world.connections.bring,
          signal: inner,
          report: (doing) => {
            board.update({ doing });
          },
        }),
      );
      last = report;
      const [parked, closed] = [report.parked !== false, report.closed !== false];
      const seconds = (clock.now() - begun) / 1000;
      note(journal.appendDurably({ type: 'secured', parked, closed, seconds }));
      if (isSecured(report)) {
        world.alarms.clear('securing');
        absent.secured();
        board.update({ secured: { parked, closed } });
        log.info({ ...report, seconds, reason }, 'the observatory is secured');
        const what = 'comparing the frames on disk with the journal';
        await withDeadline(clock, RECONCILE_LIMIT, { what, signal }, () => reconciled).catch((error: unknown) => {
          signal.throwIfAborted();
          log.error({ error }, 'the night goes on without it');
        });
        return;
      }
      const alarm = report.faults.join('; ');
      board.update({ secured: undefined });
      world.alarms.raise('securing', alarm);
      log.error({ ...report, reason }, 'the observatory is NOT secured');
      note(journal.append({ type: 'alarm', message: alarm }));
      throw new NocturneError('secure-failed', alarm);
    },

    async rest(signal) {
      const { telescope } = world.rig;
      if (!telescope) return;
      try {
        const lease = await world.leases.seize('telescope', 'resting', REST_LIMIT / 3);
        try {
          await withDeadline(clock, REST_LIMIT, { what: 'stopping the mount', signal }, async (inner) => {
            if (await telescope.atPark({ signal: inner })) return;
            if (await telescope.tracking({ signal: inner })) await telescope.track(false, { signal: inner });
            await followStars(world, telescope, 'the mount rests', inner);
          });
        } finally {
          lease.release();
        }
      } catch (error) {
        if (!signal.aborted) log.warn({ error }, 'the mount could not be told to stand still');
      }
    },

    ...safetyPort(world, ended, absent),
  };
  return { ports, lastSecured: () => last };
}
