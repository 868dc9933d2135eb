import type { JournalRecord } from '../journal/records.js';
import { describeSeconds } from '../story/durations.js';
import { median } from './median.js';

/** What the shutter waited for, beside the exposures, over a whole night. Times in s. */
export interface DeadTimes {
  /** Frames that it is known of. */
  readonly frames: number;
  readonly total: number;
  /** Of one frame. */
  readonly median: number;
  /** The dearest cause first. */
  readonly rows: readonly DeadTimeRow[];
}

export interface DeadTimeRow {
  /** As the journal calls it, */
  readonly cause: string;
  /** and in words. */
  readonly what: string;
  readonly total: number;
  /** Over all frames, those without it included. */
  readonly median: number;
  readonly longest: number;
}

const WORDS: Readonly<Record<string, string>> = {
  choosing: 'choosing what comes next',
  filter: 'changing the filter',
  camera: 'setting the camera up',
  disk: 'waiting for the disk',
  readout: 'reading out',
  header: 'reading values for the header',
  download: 'downloading',
  flip: 'flipping, beyond the download',
  saving: 'saving the last frame of a set',
};

/** @returns undefined when no frame tells */
export function deadTimes(records: readonly JournalRecord[]): DeadTimes | undefined {
  const frames = records.filter((record) => record.type === 'overhead');
  if (frames.length === 0) return undefined;
  const causes = new Set(frames.flatMap(({ causes }) => Object.keys(causes)));
  const rows = [...causes].map((cause): DeadTimeRow => {
    const times = frames.map(({ causes }) => causes[cause] ?? 0);
    return {
      cause,
      what: WORDS[cause] ?? cause,
      total: sum(times),
      median: median(times) ?? 0,
      longest: Math.max(...times),
    };
  });
  const seconds = frames.map((frame) => frame.seconds);
  return {
    frames: frames.length,
    total: sum(seconds),
    median: median(seconds) ?? 0,
    rows: rows.sort((a, b) => b.total - a.total),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Short times to the hundredth: half a second a frame is a lot. */
export function seconds(value: number): string {
  return value < 60 ? `${value.toFixed(2)} s` : describeSeconds(value);
}
