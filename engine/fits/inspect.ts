import { writeFile } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { asDiskError, diskReason, isSystemError } from '../journal/disk-error.js';
import type { FrameAnalysis } from './analysis/analyse.js';
import { analyseImage } from './analysis/examine.js';
import { jpegOf } from './analysis/jpeg.js';
import { greyPlane } from './analysis/planes.js';
import type { HeaderEntry } from './header-reader.js';
import { readFrame } from './read-frame.js';
import type { FitsImage } from './reader.js';

/** All that is to be said of a FITS file. */
export interface FitsReport {
  readonly path: string;
  /** "6248 x 4176, 16 bits, unsigned" */
  readonly shape: string;
  readonly header: readonly HeaderEntry[];
  readonly statistics: PixelStatistics;
  readonly analysis: FrameAnalysis;
  /** What DATASUM and CHECKSUM say; undefined where the header has none. */
  readonly dataSumValid: boolean | undefined;
  readonly checksumValid: boolean | undefined;
  /** Where the preview was written. */
  readonly preview?: string;
}

/** In the units of the pixels; of the first plane. */
export interface PixelStatistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  readonly deviation: number;
  /** Pixels that are no number; they are left out of the rest. */
  readonly gaps: number;
}

export interface InspectOptions {
  /** Writes a stretched JPEG to this path. */
  readonly preview?: string;
  /** Width of the preview in pixels, about; default 1600. */
  readonly width?: number;
}

/** @throws NocturneError `fits-invalid` when it is not a whole FITS image, `image-unsaved` for the preview */
export async function inspectFits(path: string, { preview, width = 1600 }: InspectOptions = {}): Promise<FitsReport> {
  const image = await readOrTell(path);
  const plane = greyPlane(image);
  const report: FitsReport = {
    path,
    shape: shapeOf(image),
    header: [...(image.primary?.entries ?? []), ...image.header.entries],
    statistics: statisticsOf(image),
    analysis: analyseImage(image, plane),
    dataSumValid: image.dataSumValid,
    checksumValid: image.checksumValid,
  };
  if (preview === undefined) return report;
  try {
    await writeFile(preview, await jpegOf(image, width, plane));
  } catch (error) {
    throw asDiskError(error, 'image-unsaved', 'writing the preview', preview);
  }
  return { ...report, preview };
}

/** A file that is not there, or a folder, is the observer's slip and no fault of the program. */
async function readOrTell(path: string): Promise<FitsImage> {
  try {
    return await readFrame(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const hint = 'Check the path, that it is a file, and that you may read it.';
    throw new NocturneError('fits-invalid', `${path} cannot be read: ${diskReason(error)}`, { cause: error, hint });
  }
}

/** The report for a terminal, line by line. */
export function renderFits(report: FitsReport, { header = true }: { readonly header?: boolean } = {}): string[] {
  const { analysis, statistics } = report;
  const sum = (valid: boolean | undefined): string => (valid === undefined ? 'none' : valid ? 'valid' : 'WRONG');
  const line = (name: string, value: string): string => `${name.padEnd(12)}${value}`;
  const number = (value: number | undefined, digits: number, unit: string): string =>
    value === undefined ? 'not known' : `${value.toFixed(digits)}${unit}`;
  const { minimum, maximum, mean, deviation, gaps } = statistics;
  // Images in real units, often between 0 and 1, are told of to six figures.
  const level = (value: number, digits: number): string =>
    maximum - minimum > 100 ? value.toFixed(digits) : String(Number(value.toPrecision(6)));
  return [
    report.path,
    line('image', report.shape),
    line('checksums', `data ${sum(report.dataSumValid)}, file ${sum(report.checksumValid)}`),
    line(
      'pixels',
      `${level(minimum, 0)} to ${level(maximum, 0)}, mean ${level(mean, 1)}, deviation ${level(deviation, 1)}${gaps === 0 ? '' : `; ${String(gaps)} are no numbers`}`,
    ),
    line('sky', `${level(analysis.background, 1)}, noise ${level(analysis.noise, 1)}`),
    line(
      'stars',
      analysis.hfr === undefined
        ? String(analysis.stars)
        : `${String(analysis.stars)}, HFR ${number(analysis.hfr, 2, ' px')}, FWHM ${number(analysis.fwhm, 2, ' px')}, eccentricity ${number(analysis.eccentricity, 2, '')}`,
    ),
    line('saturated', `${(100 * analysis.saturated).toFixed(4)} %`),
    ...(report.preview === undefined ? [] : [line('preview', report.preview)]),
    ...(header ? ['', ...report.header.map(renderEntry)] : []),
  ];
}

function renderEntry({ keyword, value, comment }: HeaderEntry): string {
  if (value === undefined) return `${keyword.padEnd(8)}  ${comment}`.trimEnd();
  const shown =
    typeof value === 'boolean' ? (value ? 'T' : 'F') : typeof value === 'string' ? `'${value}'` : String(value);
  return `${keyword.padEnd(8)}= ${shown.padEnd(24)}${comment === '' ? '' : ` / ${comment}`}`.trimEnd();
}

function shapeOf({ format }: FitsImage): string {
  const { width, height, planes, bitpix, bzero } = format;
  const numbers =
    bitpix < 0
      ? `floating point of ${String(-bitpix)} bits`
      : `${String(bitpix)} bits${bzero === 0n && bitpix > 8 ? ', signed' : ''}`;
  return `${String(width)} x ${String(height)}${planes > 1 ? ` x ${String(planes)}` : ''}, ${numbers}`;
}

function statisticsOf({ pixels, format: { width, height } }: FitsImage): PixelStatistics {
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  let squares = 0;
  let count = 0;
  const all = width * height;
  // About a pixel, so that the squares of large levels do not swallow small deviations.
  let origin: number | undefined;
  for (let i = 0; i < all; i++) {
    const value = Number(pixels[i]);
    if (!Number.isFinite(value)) continue;
    count++;
    origin ??= value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value - origin;
    squares += (value - origin) ** 2;
  }
  if (origin === undefined) return { minimum: 0, maximum: 0, mean: 0, deviation: 0, gaps: all };
  const mean = sum / count;
  return {
    minimum,
    maximum,
    mean: origin + mean,
    deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    gaps: all - count,
  };
}
