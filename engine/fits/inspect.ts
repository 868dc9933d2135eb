import { writeFile } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { asDiskError, isSystemError } from '../journal/disk-error.js';
import { analyse, type FrameAnalysis } from './analysis/analyse.js';
import { jpegOf } from './analysis/jpeg.js';
import { greyPlane, hasMatrix, whiteLevel } from './analysis/planes.js';
import { type FitsImage, type HeaderEntry } from './reader.js';
import { readFrame } from './read-frame.js';

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
  const { list: _, ...analysis } = analyse(plane, { saturation: whiteLevel(image), matrix: hasMatrix(image) });
  const report: FitsReport = {
    path,
    shape: shapeOf(image),
    header: image.header.entries,
    statistics: statisticsOf(plane.pixels),
    analysis,
    dataSumValid: image.dataSumValid,
    checksumValid: image.checksumValid,
  };
  if (preview === undefined) return report;
  try {
    await writeFile(preview, await jpegOf(image, width));
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
    throw new NocturneError('fits-invalid', `${path} cannot be read: ${error.code}`, { cause: error, hint });
  }
}

/** The report for a terminal, line by line. */
export function renderFits(report: FitsReport, { header = true }: { readonly header?: boolean } = {}): string[] {
  const { analysis, statistics } = report;
  const sum = (valid: boolean | undefined): string => (valid === undefined ? 'none' : valid ? 'valid' : 'WRONG');
  const line = (name: string, value: string): string => `${name.padEnd(12)}${value}`;
  const number = (value: number | undefined, digits: number, unit: string): string =>
    value === undefined ? 'not known' : `${value.toFixed(digits)}${unit}`;
  const { minimum, maximum, mean, deviation } = statistics;
  return [
    report.path,
    line('image', report.shape),
    line('checksums', `data ${sum(report.dataSumValid)}, file ${sum(report.checksumValid)}`),
    line(
      'pixels',
      `${minimum.toFixed(0)} to ${maximum.toFixed(0)}, mean ${mean.toFixed(1)}, deviation ${deviation.toFixed(1)}`,
    ),
    line('sky', `${analysis.background.toFixed(1)}, noise ${analysis.noise.toFixed(1)}`),
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

function statisticsOf(pixels: Float32Array): PixelStatistics {
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  let squares = 0;
  // About the first pixel, so that the squares of large levels do not swallow small deviations.
  const origin = pixels[0] ?? 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value - origin;
    squares += (value - origin) ** 2;
  }
  const mean = sum / pixels.length;
  return {
    minimum,
    maximum,
    mean: origin + mean,
    deviation: Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)),
  };
}
