import { ALARM_RETRY } from './alarms.js';
import type { NightOutcome } from '../machines/night-facts.js';
import { framesDoneIn, framesIn } from './frame-order.js';
import type { NightWorld } from './night-world.js';
import type { NightResult } from './run-night.js';
import { endSaving } from './save-frames.js';
import { isSecured, secure, type SecureReport } from './secure.js';

/**
 * Waits for the machine, and secures the observatory by a plain function when the machine itself has failed.
 * @param end ends the machine and everything that it has begun
 * @param giveUp gives up frames that cannot be saved
 */
export async function finishNight(
  world: NightWorld,
  done: Promise<NightOutcome>,
  lastSecured: () => SecureReport | undefined,
  end: () => void,
  giveUp: (reason: Error) => void,
): Promise<NightResult> {
  const { plan, journal, log } = world;
  let outcome: NightResult['outcome'];
  let failure: unknown;
  try {
    outcome = await done;
  } catch (error) {
    log.error({ error }, 'the night has failed; securing the observatory');
    outcome = 'failed';
    failure = error;
  }
  end();
  const known = lastSecured();
  const secured = outcome !== 'failed' && known && isSecured(known) ? known : await lastLine(world);
  await endSaving(world, giveUp);
  const frames = { done: framesDoneIn(plan, journal.progress), total: framesIn(plan.steps, journal.progress) };
  if (outcome === 'completed' && frames.done < frames.total) outcome = 'ended with frames missing';
  await journal.append({ type: 'ended', outcome, frames });
  return { outcome, secured, frames, ...(failure === undefined ? {} : { error: failure }) };
}

/** Tries to secure until it is done, however long that takes; nothing else is running any more. */
async function lastLine(world: NightWorld): Promise<SecureReport> {
  const { board, alarms, clock, log, observatory, connections } = world;
  for (;;) {
    const report = await secure({ ...world, safety: observatory.safety, bring: connections.bring });
    if (isSecured(report)) {
      alarms.clear('securing');
      board.update({ activity: 'closed', secured: { parked: true, closed: true } });
      return report;
    }
    board.update({ activity: 'securing', secured: undefined });
    alarms.raise('securing', report.faults.join('; '));
    log.error({ faults: report.faults }, 'the observatory is NOT secured');
    await clock.sleep(ALARM_RETRY);
  }
}
