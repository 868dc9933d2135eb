import type { Preview } from './preview.js';
import { previewSvg } from './preview-svg.js';

/** The drawing as a PNG, in twice the size for sharp screens. */
export async function previewPng(preview: Preview): Promise<Uint8Array> {
  // Loaded here, since it is large and nothing else in a preview needs it.
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(previewSvg(preview)), { density: 144 })
    .png()
    .toBuffer();
}
