import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SystemClock } from '../../../devices/clock.js';
import { EXIT, NocturneError } from '../../errors.js';
import { checkPlan } from '../../plan/check.js';
import { hasErrors, type Problem, renderProblems } from '../../plan/problem.js';
import { nightDateAt, nightTimes } from '../../plan/times.js';
import { STEP_KINDS } from '../../steps/registry.js';
import { wholeNumber } from '../arguments.js';
import { defineCommand } from '../command.js';
import { makeOutputFolder } from '../output.js';
import { FileProblems } from '../report-failure.js';
import { describeSeconds } from '../../story/durations.js';
import { frameCounts } from '../../story/frame-counts.js';
import { SiteTime } from '../../story/site-time.js';
import { Story, type StoryLine } from '../../story/story.js';
import { summarize } from '../../story/summary.js';
import { renderSummary } from '../text/summary-text.js';
import { timelineOf } from '../../story/timeline.js';
import { renderTimeline, withTwilight } from '../text/timeline-text.js';
import { paint } from '../terminal.js';
import { chooseObservatory } from '../wiring/choose-observatory.js';
import { dateOption } from '../wiring/date-option.js';
import { JOURNAL_FILE, LOG_FILE, makeNightFolder, shown, slug } from '../wiring/night-folder.js';
import { openLog } from '../wiring/night-log.js';
import { readRunnablePlan } from '../wiring/plan-file.js';
import { beginOf, cloudySpells, type Rehearsed, rehearse } from '../wiring/rehearsal.js';

/** Characters: a rehearsal logs faster than it is read, so its lines are gathered before they are written. */
const LOG_GATHERED = 16_000;

export const dryRun = defineCommand({
  name: 'dry-run',
  summary: 'Rehearses a whole night against simulators in seconds, and shows its timeline.',
  usage: ['SEQUENCE [options]'],
  about: [
    'Carries the sequence out from dusk to dawn against simulated devices, with time that jumps from one event to the next. The engine, the Alpaca client and the simulated server are those of a real night; only the clock and the way to the devices differ. No real device is touched, whatever the observatory is.',
    'The same sequence, observatory, date, seed and clouds give the same night: the journal is equal byte for byte.',
  ],
  operands: { least: 1, most: 1, what: 'a sequence file' },
  options: {
    observatory: {
      value: 'WHICH',
      short: 'o',
      help: 'An observatory file, `simulator`, or the URL of an Alpaca server, which is only asked for its site and devices; instead of what the sequence names.',
    },
    date: {
      value: 'DATE',
      help: 'The evening of the night, such as 2026-11-21.',
      default: 'the date that the observatory carries, else tonight',
    },
    seed: { value: 'N', help: 'Of everything random.', default: "the observatory's, else 1" },
    clouds: {
      value: 'TIMES',
      help: "When it is cloudy, in the site's time: 23:10-23:50, several with commas between.",
      default: 'never',
    },
    images: {
      value: 'FOLDER',
      help: 'Writes the frames as FITS files there. Without it one of each set is made, small and blank, and forgotten.',
    },
    out: {
      value: 'FOLDER',
      help: 'Where the journal and the log go, in a folder of their own.',
      default: 'nights/dry-runs',
    },
    json: { help: 'Prints the timeline and the summary as JSON.' },
  },
  exits: [
    [EXIT.ok, 'the night went to its end'],
    [EXIT.plan, 'the sequence or the command line is wrong'],
    [EXIT.observatory, 'the observatory is described wrongly or cannot be asked'],
    [EXIT.incomplete, 'the night was ended by a failure, or would have damaged something'],
    [EXIT.unsafe, 'the observatory could not be secured at the end'],
  ],
  examples: [
    ['nocturne dry-run sequences/andromeda-night.yaml --date 2026-11-21 --seed 7', 'A winter night with two targets.'],
    [
      'nocturne dry-run sequences/andromeda-night.yaml --date 2026-11-21 --clouds 23:10-23:50',
      'The same with forty minutes of clouds: it parks, closes, waits, reopens and goes on.',
    ],
    ['nocturne dry-run mine.yaml -o backyard.observatory.yaml --json', 'Your own, for a program to read.'],
  ],
  async action({ operands: [file = ''], options }, terminal) {
    const system = new SystemClock();
    const { plan, problems, sources } = readRunnablePlan(file);
    const chosen = await chooseObservatory({ plan, sources }, options.observatory, system);
    const { observatory } = chosen;
    const date = options.date === undefined ? undefined : dateOption(options.date);
    const begin = beginOf(plan, observatory, date, system.now());
    const night = nightTimes(date ?? nightDateAt(begin, observatory.site), observatory.site);
    const doubts = checkPlan(plan, observatory, { steps: STEP_KINDS, date: night.date, now: begin });
    const all: readonly Problem[] = [...problems, ...chosen.problems, ...doubts];
    const texts = new Map([...sources, ...chosen.sources]);
    if (hasErrors(all)) throw new FileProblems(all, texts, 'plan');
    if (all.length > 0) terminal.complain(`${renderProblems(all, texts, terminal)}\n`);

    const seed =
      options.seed === undefined
        ? (observatory.simulator?.seed ?? 1)
        : wholeNumber('--seed', options.seed, 0, 2 ** 32 - 1, 7);
    const folder = join(options.out ?? join('nights', 'dry-runs'), `${night.date}-${slug(plan.name)}`);
    makeNightFolder(resolve(folder));
    if (options.images !== undefined) {
      const hint = 'Say with --images where the frames are to be written.';
      makeOutputFolder(resolve(options.images), { shown: shown(options.images), code: 'usage', hint });
    }
    const logFile = join(folder, LOG_FILE);
    writeFileSync(logFile, '');
    let log: ReturnType<typeof openLog> | undefined;
    const started = system.now();
    const rehearsed = await rehearse({
      plan,
      observatory,
      begin,
      date,
      seed,
      clouds: options.clouds === undefined ? [] : cloudySpells(options.clouds, night),
      images: options.images,
      openLog: (clock) => (log = openLog(logFile, clock, LOG_GATHERED)),
    }).finally(() => log?.close());
    const journalFile = join(folder, JOURNAL_FILE);
    writeFileSync(journalFile, rehearsed.journal.text);
    const took = (system.now() - started) / 1000;

    const lines = story(rehearsed, frameCounts(plan));
    const summary = summarize(rehearsed.journal.records);
    const { frames, secured } = rehearsed.result;
    if (options.json) {
      const timeline = timelineOf(lines).map(({ at, until, tone, text }) => ({
        at: iso(at),
        until: iso(until),
        tone,
        text,
      }));
      terminal.print(
        JSON.stringify(
          {
            plan: plan.name,
            observatory: observatory.name,
            night: rehearsed.calendar.date,
            seed,
            outcome: rehearsed.result.outcome,
            frames,
            secured,
            hazards: rehearsed.hazards,
            timeline,
            summary,
            journal: journalFile,
          },
          null,
          2,
        ),
      );
      return exitOf(rehearsed);
    }
    const time = new SiteTime(observatory.site.zone);
    const title = `${plan.name}, the night of ${rehearsed.calendar.date}, rehearsed with seed ${String(seed)}`;
    terminal.print(paint(terminal, 'bold', title));
    terminal.print(`${observatory.name}; times are those of ${observatory.site.zone}, ${time.offset(begin)}\n`);
    const { twilight } = rehearsed.calendar.night;
    const dawn = plan.night.end === undefined ? undefined : twilight.sunrise;
    terminal.print(renderTimeline(withTwilight(timelineOf(lines), twilight, dawn), time, terminal));
    const files: readonly (readonly [string, string])[] = [
      ...(options.images === undefined ? [] : [['images', shown(options.images)] as const]),
      ['journal', shown(journalFile)],
      ['log', shown(logFile)],
    ];
    terminal.print(`\n${renderSummary({ summary, frames, secured, time, files }, terminal)}`);
    for (const { at, detail } of rehearsed.hazards) {
      terminal.print(paint(terminal, 'red', `  DAMAGE       ${time.time(at)}  ${detail}`));
    }
    const rehearsedFor = describeSeconds((summary.ended - summary.begun) / 1000);
    terminal.print(`\n${rehearsedFor} rehearsed in ${took.toFixed(1)} s.`);
    return exitOf(rehearsed);
  },
});

function story({ journal }: Rehearsed, counts: ReadonlyMap<string, number>): readonly StoryLine[] {
  const teller = new Story(counts);
  return journal.records.flatMap((record) => {
    const line = teller.add(record);
    return line ? [line] : [];
  });
}

function exitOf({ result, hazards }: Rehearsed): number {
  if (result.outcome === 'failed') throw asError(result.error);
  if (result.secured.parked === false || result.secured.closed === false) return EXIT.unsafe;
  return result.outcome === 'ended by a failure' || hazards.length > 0 ? EXIT.incomplete : EXIT.ok;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new NocturneError('internal', String(error));
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
