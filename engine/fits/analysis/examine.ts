import { readFrame } from '../read-frame.js';
import type { FitsImage } from '../reader.js';
import { analyse, type FrameAnalysis } from './analyse.js';
import type { Plane } from './background.js';
import { jpegOf } from './jpeg.js';
import { greyPlane, hasMatrix, isStarless, saturationLevel } from './planes.js';

export interface ExaminationOrder {
  /** Of a FITS file. */
  readonly path: string;
  readonly analysis: boolean;
  /** Width of a preview in pixels, about. */
  readonly preview?: number;
}

export interface Examination {
  readonly analysis?: FrameAnalysis;
  /** A JPEG. */
  readonly preview?: Uint8Array;
}

/** Analyses a frame and makes a picture of it. Takes most of a second for a large one: for a worker (examiner.ts). */
export async function examine({ path, analysis, preview }: ExaminationOrder): Promise<Examination> {
  const image = await readFrame(path);
  const plane = analysis ? greyPlane(image) : undefined;
  return {
    ...(plane && { analysis: analyseImage(image, plane) }),
    ...(preview === undefined ? {} : { preview: await jpegOf(image, preview, plane) }),
  };
}

/** @param plane its `greyPlane` */
export function analyseImage(image: FitsImage, plane: Plane): FrameAnalysis {
  const options = { saturation: saturationLevel(image), matrix: hasMatrix(image), starless: isStarless(image) };
  const { list: _, ...summary } = analyse(plane, options);
  return summary;
}
