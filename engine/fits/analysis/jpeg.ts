import type { FitsImage } from '../reader.js';
import type { Plane } from './background.js';
import { colourPlanes } from './planes.js';
import { makePicture } from './preview.js';

/** A stretched picture of a frame as JPEG, about `width` pixels wide. @param plane its `greyPlane`, where that is made already */
export async function jpegOf(image: FitsImage, width: number, plane?: Plane): Promise<Uint8Array> {
  const picture = makePicture(colourPlanes(image, plane), width);
  // Loaded here, so that what makes no pictures does without it.
  const { default: sharp } = await import('sharp');
  const raw = { width: picture.width, height: picture.height, channels: picture.channels };
  return sharp(picture.pixels, { raw }).jpeg({ quality: 85 }).toBuffer();
}
