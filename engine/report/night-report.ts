import type { JournalRecord, NightRecord } from '../journal/records.js';
import { SiteTime } from '../story/site-time.js';
import { Story, type StoryLine } from '../story/story.js';
import { type NightSummary, summarize } from '../story/summary.js';
import { type TimelineEntry, timelineOf } from '../story/timeline.js';
import { type DeadTimes, deadTimes } from './dead-times.js';
import { frameList, type ListedFrame } from './frame-list.js';
import { type FrameRow, frameTable } from './frame-table.js';
import { type Stretch, timeUse } from './time-use.js';

/** Why something was done, as the journal keeps it; the same one several times in a row is told once. */
export interface ReportedDecision {
  /** ms since 1970, of the first */
  readonly at: number;
  readonly times: number;
  readonly about: string;
  readonly action: string;
  readonly reason: string;
}

/** Everything that the report of one night tells, in whatever form. */
export interface NightReport {
  readonly plan: string;
  readonly planFile: string;
  readonly observatory: string;
  readonly site: string | undefined;
  readonly version: string;
  readonly time: SiteTime;
  readonly summary: NightSummary;
  readonly rows: readonly FrameRow[];
  readonly frames: readonly ListedFrame[];
  readonly use: readonly Stretch[];
  /** Between the exposures; undefined when no frame tells. */
  readonly dead: DeadTimes | undefined;
  /** When each target was worked on. */
  readonly targets: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly interruptions: readonly { readonly from: number; readonly to: number; readonly reason: string }[];
  readonly alarms: readonly { readonly at: number; readonly message: string }[];
  readonly decisions: readonly ReportedDecision[];
  readonly story: readonly TimelineEntry[];
}

/** @param records of one night, the first of them `night` */
export function nightReport(records: readonly JournalRecord[]): NightReport {
  const night = records.find((record): record is NightRecord => record.type === 'night');
  const { name, site } = observatoryOf(night?.observatory);
  const rows = frameTable(records);
  const story = new Story(new Map(rows.flatMap(({ id, wanted }) => (wanted === undefined ? [] : [[id, wanted]]))));
  const lines: StoryLine[] = [];
  for (const record of records) {
    const line = story.add(record);
    if (line) lines.push(line);
  }
  return {
    plan: night?.plan.name ?? 'unknown plan',
    planFile: night?.plan.file ?? '',
    observatory: name,
    site: site.name,
    version: night?.version ?? '',
    time: new SiteTime(site.zone),
    summary: summarize(records),
    rows,
    frames: frameList(records),
    use: timeUse(records),
    dead: deadTimes(records),
    targets: targetsOf(records),
    interruptions: unsafeStretches(records),
    alarms: records.flatMap((r) => (r.type === 'alarm' ? [{ at: Date.parse(r.t), message: r.message }] : [])),
    decisions: decisionsOf(records),
    story: timelineOf(lines),
  };
}

function observatoryOf(recorded: unknown): { name: string; site: { name: string | undefined; zone: string } } {
  const { name, site } = objectOf(recorded);
  const { zone, name: siteName } = objectOf(site);
  return {
    name: typeof name === 'string' ? name : 'unknown observatory',
    site: {
      name: typeof siteName === 'string' ? siteName : undefined,
      zone: typeof zone === 'string' ? zone : 'UTC',
    },
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** From the acquisition of a target, or its first frame, to its last record. */
function targetsOf(records: readonly JournalRecord[]): NightReport['targets'] {
  const stretches: { name: string; from: number; to: number }[] = [];
  let begun: { name: string; at: number } | undefined;
  for (const record of records) {
    const at = Date.parse(record.t);
    const open = stretches.at(-1);
    if (record.type === 'begin' && record.kind === 'acquire') {
      begun = { name: record.title.replace(/^acquire /u, ''), at };
    } else if (record.type === 'file' && typeof record.exposure['target'] === 'string') {
      const name = record.exposure['target'];
      if (begun?.name === name) {
        stretches.push({ name, from: begun.at, to: at });
        begun = undefined;
      } else if (open?.name === name) open.to = at;
      else stretches.push({ name, from: at, to: at });
    }
  }
  return stretches;
}

function unsafeStretches(records: readonly JournalRecord[]): NightReport['interruptions'] {
  const found: { from: number; to: number; reason: string }[] = [];
  let begun: { from: number; reason: string } | undefined;
  let last = 0;
  const close = (to: number): void => {
    if (begun) found.push({ ...begun, to });
    begun = undefined;
  };
  for (const record of records) {
    const at = Date.parse(record.t);
    if (record.type === 'resumed') close(last);
    if (record.type === 'verdict') {
      if (record.verdict === 'safe') close(at);
      else begun ??= { from: at, reason: record.reason };
    }
    last = at;
  }
  close(last);
  return found;
}

function decisionsOf(records: readonly JournalRecord[]): readonly ReportedDecision[] {
  const decisions: ReportedDecision[] = [];
  for (const record of records) {
    if (record.type !== 'decision') continue;
    const { about, action, reason } = record;
    const last = decisions.at(-1);
    if (last?.about === about && last.action === action && last.reason === reason) {
      decisions[decisions.length - 1] = { ...last, times: last.times + 1 };
    } else {
      decisions.push({ at: Date.parse(record.t), times: 1, about, action, reason });
    }
  }
  return decisions;
}
