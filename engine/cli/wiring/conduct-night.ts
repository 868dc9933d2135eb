import { join } from 'node:path';
import { EXIT } from '../../errors.js';
import { openJournal } from '../../journal/journal.js';
import type { JournalRecord } from '../../journal/records.js';
import { type NightResult, type NightRun, startNight } from '../../night/run-night.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { liveProgress, plainProgress, type Progress } from '../live/progress.js';
import { frameCounts } from '../../story/frame-counts.js';
import { observedJournal } from '../../story/observed-journal.js';
import { SiteTime } from '../../story/site-time.js';
import { Story } from '../../story/story.js';
import { summarize } from '../../story/summary.js';
import { renderSummary } from '../text/summary-text.js';
import { flushed, paint, type Terminal } from '../terminal.js';
import type { Cleanup } from './cleanup.js';
import { JOURNAL_FILE, LOG_FILE, shown } from './night-folder.js';
import { openFrames } from './night-frames.js';
import { openLog } from './night-log.js';
import { openNight } from './open-night.js';
import type { CarriedFrame } from './earlier-nights.js';
import { openToOutside } from './open-to-outside.js';
import type { PreparedNight } from './prepare-night.js';
import { onEndRequest } from './signals.js';

/** Runs a night that has been prepared to its end, with its display. @returns the number that the process ends with */
export async function conductNight(
  prepared: PreparedNight,
  before: readonly JournalRecord[],
  terminal: Terminal,
  cleanup: Cleanup,
  carried: readonly CarriedFrame[] = [],
): Promise<number> {
  const { plan, observatory, rig, bringBack, system, clock, calendar, folder } = prepared;
  const log = openLog(join(folder, LOG_FILE), clock);
  cleanup.add(() => log.close());
  const time = new SiteTime(observatory.site.zone);
  const running: { night?: NightRun } = {};
  const show = { terminal, time, system, clock };
  const story = new Story(frameCounts(plan));
  const records = [...before];
  for (const record of before) story.add(record);

  const file = await openJournal(join(folder, JOURNAL_FILE), clock);
  cleanup.add(() => file.close());
  const progress: Progress = (terminal.interactive ? liveProgress : plainProgress)(show, () => running.night);
  cleanup.add(() => progress.close());
  const journal = observedJournal(file, clock, (record) => {
    records.push(record);
    const line = story.add(record);
    if (line) progress.tell(line);
  });
  const begins = journal.progress.night === undefined;
  const identity = await openNight(journal, plan, observatory, calendar.date);
  // A night that is taken up again has them in its journal already.
  if (begins) for (const frame of carried) await journal.append({ type: 'carried', ...frame });
  const remark = (text: string): void => {
    progress.remark(text);
  };
  const { frames, disk, darkroom, folder: images } = await openFrames({ prepared, identity, journal, log, remark });
  cleanup.add(() => darkroom.close());
  darkroom.copyAgain([...journal.progress.files].map(([key, saved]) => ({ key, file: saved })));

  log.info(
    { plan: plan.name, hash: plan.hash, observatory: observatory.name, night: calendar.date },
    'the night begins',
  );
  const night = startNight({
    plan,
    observatory,
    rig,
    bringBack,
    clock,
    calendar,
    journal,
    frames,
    disk,
    darkroom,
    steps: STEP_KINDS,
    log,
  });
  running.night = night;
  let asked: string | undefined;
  const signals = onEndRequest(
    system,
    (signal) => {
      asked = signal;
      log.info({ signal }, 'asked to end the night in order');
      progress.notice('Ending the night in order: stop the exposure, park, close. Ctrl-C again ends at once.');
      night.stop(signal);
    },
    () => {
      log.error({}, 'ended at once by a second Ctrl-C');
      progress.close();
      terminal.complain(
        paint(terminal, 'red', 'Ended at once.\nThe mount may not be parked, and the ROOF MAY BE OPEN: go and look.'),
      );
      terminal.complain(
        `To take the night up again, which parks and closes first:\n  nocturne run --resume ${shown(folder)}`,
      );
      log.close();
      void flushed().then(() => process.exit(EXIT.interrupted));
    },
  );
  const fault = (error: unknown): void => {
    // Somewhere a failure went unheard. What it has left undone nobody knows: the night is ended in order.
    log.error({ error }, 'a failure that nobody handled; ending the night in order');
    progress.notice(`Nocturne has a fault, and ends the night in order: ${messageOf(error)}`);
    asked ??= 'fault';
    night.stop('a fault of Nocturne');
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
  cleanup.add(() => {
    process.off('uncaughtException', fault);
    process.off('unhandledRejection', fault);
    signals.release();
  });

  const outside = await openToOutside(night, prepared, () => records.at(-1)?.t, log, remark, cleanup);

  const result = await night.done;
  if (exitOf(result, asked) !== EXIT.unsafe) await outside.endedInOrder();
  progress.close();
  const files = [
    ['images', shown(images)],
    ['journal', shown(join(folder, JOURNAL_FILE))],
    ['log', shown(join(folder, LOG_FILE))],
  ] as const;
  terminal.print('');
  terminal.print(renderSummary({ ...result, summary: summarize(records), time, files }, terminal));
  const exit = exitOf(result, asked);
  if (exit === EXIT.interrupted || exit === EXIT.incomplete) {
    terminal.print(
      records.some(isOfUse)
        ? `\nWhat is left can be taken with:\n  nocturne run --resume ${shown(folder)}`
        : '\nIt had not begun to observe: the same command begins it anew.',
    );
  }
  if (result.error !== undefined) {
    terminal.complain(`${paint(terminal, 'red', 'error:')} the night failed: ${messageOf(result.error)}`);
  }
  return exit;
}

/** What is worth being taken up again: a frame, or an observatory that was opened. */
function isOfUse(record: JournalRecord): boolean {
  return record.type === 'frame-begin' || (record.type === 'begin' && record.kind === 'open');
}

function exitOf({ outcome, secured, frames }: NightResult, asked: string | undefined): number {
  if (secured.parked === false || secured.closed === false) return EXIT.unsafe;
  if (outcome === 'failed' || asked === 'fault') return EXIT.failed;
  if (outcome === 'stopped') return asked === undefined ? EXIT.incomplete : EXIT.interrupted;
  return outcome !== 'ended by a failure' && frames.done >= frames.total ? EXIT.ok : EXIT.incomplete;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for no reason that it tells';
}
