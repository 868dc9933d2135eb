import { isAbsolute, join } from 'node:path';
import { readText } from './read-text.js';
import type { Site } from './observatory.js';
import type { Place } from './plan.js';
import { type Problem, topOf } from './problem.js';

type Horizon = Site['horizon'];

const LINE = /^(\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)$/u;

/**
 * The horizon as the observatory file gives it: one altitude, points, or the name of a file with an azimuth and an
 * altitude on each line (the .hrz and .txt files of planetarium programs); lines that begin with # are comments.
 */
export function readHorizon(
  written: number | readonly (readonly [number, number])[] | string,
  folder: string,
  place: Place,
  problems: Problem[],
  sources: Map<string, string>,
): Horizon {
  if (typeof written === 'number') return [[0, written]];
  if (typeof written !== 'string') return sorted(written);
  const path = isAbsolute(written) ? written : join(folder, written);
  const text = readText(path, 'the horizon file');
  if (typeof text !== 'string') {
    problems.push({ ...text, place, message: `${text.message} (${path})` });
    return [[0, 0]];
  }
  sources.set(path, text);
  return parseHorizon(text, path, problems);
}

function parseHorizon(text: string, file: string, problems: Problem[]): Horizon {
  const points: (readonly [number, number])[] = [];
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    const plain = line.trim();
    if (plain === '' || /^[#;/]/u.test(plain)) continue;
    const [, azimuth, altitude] = LINE.exec(plain) ?? [];
    const point = [Number(azimuth), Number(altitude)] as const;
    if (azimuth !== undefined && point[0] <= 360 && Math.abs(point[1]) <= 90) {
      points.push(point);
      continue;
    }
    problems.push({
      severity: 'error',
      code: 'wrong-value',
      message: `expected an azimuth (0 to 360) and an altitude (-90 to 90) such as "135 12.5", found "${plain.slice(0, 60)}"`,
      place: { file, line: index + 1, column: line.indexOf(plain) + 1, length: plain.length },
    });
  }
  if (points.length === 0 && problems.length === 0) {
    const place = topOf(file);
    problems.push({ severity: 'error', code: 'wrong-value', message: 'the horizon file has no points', place });
  }
  return sorted(points);
}

function sorted(points: Horizon): Horizon {
  return [...points].sort(([a], [b]) => a - b);
}
