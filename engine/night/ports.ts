import { NocturneError } from '../errors.js';
import type { NightPorts } from '../machines/ports.js';
import { limitHolds } from '../plan/limit-values.js';
import { frameKey } from '../plan/plan.js';
import { isOvertaken, stepKey } from '../resume.js';
import { framesDoneOf, nextFrameOf } from './frame-order.js';
import { isAccounted, type NightWorld } from './night-world.js';
import { isSecured, secure, type SecureReport } from './secure.js';
import { runStep } from './step-runner.js';
import { awaitTarget, chooseNext } from './target.js';
import { watchSafety } from './watch.js';

/** Gives the machines their view of the world: every effect of a night goes through here. */
export function nightPorts(world: NightWorld): {
  readonly ports: NightPorts;
  /** What the devices confirmed when the observatory was secured last. */
  readonly lastSecured: () => SecureReport | undefined;
} {
  const { journal, clock, observatory, board, log } = world;
  let last: SecureReport | undefined;
  const note = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      log.error({ error }, 'the journal could not be written');
    });
  };

  const ports: NightPorts = {
    runStep: (request, attempt, signal) => runStep(world, request, attempt, signal),
    awaitTarget: (node, passes, signal) => awaitTarget(world, node, passes, signal),
    chooseNext: (node, passes, signal) => chooseNext(world, node, passes, signal),
    framesDone: (set, passes) => framesDoneOf(set, passes, journal.progress),
    nextFrame: (set, passes) => nextFrameOf(set, passes, (key) => isAccounted(world, key)),
    passesDone: (node, passes) => journal.progress.passes.get(stepKey(node, passes)) ?? 0,
    recordPass: (node, passes, n) => journal.appendDurably({ type: 'pass', key: stepKey(node, passes), n }),
    goesOn(node) {
      const now = clock.now();
      const until = node.until ? world.calendar.timeOf(node.until) : undefined;
      if (node.until && (until === undefined || now >= until)) return false;
      return (node.while ?? []).every((limit) => limitHolds(limit, undefined, now, observatory.site));
    },
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
    overtaken: (node, siblings, passes) =>
      isOvertaken(node, siblings, passes, journal.progress, world.steps.get(node.kind)?.resume ?? 'repeat'),
    holds: (limits) => limits.every((limit) => limitHolds(limit, undefined, clock.now(), observatory.site)),

    async secure(reason, signal) {
      const begun = clock.now();
      board.update({ step: `securing: ${reason}`, doing: undefined, exposure: undefined, target: undefined });
      const report = await secure({
        ...world,
        safety: observatory.safety,
        signal,
        report: (doing) => {
          board.update({ doing });
        },
      });
      last = report;
      const seconds = (clock.now() - begun) / 1000;
      await journal.appendDurably({
        type: 'secured',
        parked: report.parked !== false,
        closed: report.closed !== false,
        seconds,
      });
      if (isSecured(report)) {
        log.info({ ...report, seconds, reason }, 'the observatory is secured');
        return;
      }
      const alarm = report.faults.join('; ');
      board.update({ alarm });
      log.error({ ...report, reason }, 'the observatory is NOT secured');
      await journal.append({ type: 'alarm', message: alarm });
      throw new NocturneError('secure-failed', alarm);
    },

    watch(report) {
      let told: string | undefined;
      return watchSafety(world.rig.safetyMonitor, observatory.safety, clock, (verdict, reason) => {
        if (told !== verdict) {
          told = verdict;
          board.update({ safety: { verdict, reason } });
          log.info({ verdict }, reason);
          note(journal.append({ type: 'verdict', verdict, reason }));
        }
        report(verdict, reason);
      });
    },
  };
  return { ports, lastSecured: () => last };
}
