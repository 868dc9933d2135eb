import { clipped, type Plane } from './background.js';
import type { ImagePlanes } from './planes.js';

/** A picture to look at, 8 bits a channel, row by row: index = (y * width + x) * channels + channel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** The sky comes to this brightness, of 0..1, as in PixInsight's screen transfer function. */
const SKY = 0.25;
/** What lies so many standard deviations below the sky is black. */
const SHADOWS = 2.8;
const SAMPLES = 20_000;

/** Makes the faint visible: binned to about `width` pixels, each channel stretched so that the sky is dark grey. */
export function makePicture(image: ImagePlanes, width: number): Picture {
  const channels = image.planes.map((plane) => binned(plane, Math.max(1, Math.round(plane.width / width))));
  const [first] = channels;
  if (!first || (channels.length !== 1 && channels.length !== 3)) {
    throw new RangeError(`A picture has one channel or three, not ${String(channels.length)}`);
  }
  const pixels = new Uint8Array(first.pixels.length * channels.length);
  channels.forEach((channel, c) => {
    const brightness = stretch(channel, image.white);
    for (let i = 0; i < channel.pixels.length; i++) {
      pixels[i * channels.length + c] = 255 * brightness(channel.pixels[i] as number);
    }
  });
  return { width: first.width, height: first.height, channels: channels.length, pixels };
}

/** Means of `by` x `by` pixels; what is left over at the edges is cut off. */
function binned({ width, height, pixels }: Plane, by: number): Plane {
  const [w, h] = [Math.max(1, Math.floor(width / by)), Math.max(1, Math.floor(height / by))];
  const out = new Float32Array(w * h);
  const share = 1 / (by * by);
  for (let y = 0; y < h; y++) {
    for (let j = 0; j < by; j++) {
      let i = (y * by + j) * width;
      for (let x = 0; x < w; x++) {
        let sum = 0;
        for (const end = i + by; i < end; i++) sum += pixels[i] as number;
        out[y * w + x] = (out[y * w + x] as number) + sum * share;
      }
    }
  }
  return { width: w, height: h, pixels: out };
}

/** From a pixel's value to its brightness, 0..1, through a midtones transfer function fixed by the sky and its noise. */
function stretch({ pixels }: Plane, white: number): (value: number) => number {
  const step = Math.max(1, Math.floor(pixels.length / SAMPLES));
  const samples = Float32Array.from({ length: Math.floor(pixels.length / step) }, (_, i) => pixels[i * step] as number);
  const { level, noise } = clipped(samples);
  const black = Math.max(0, level - SHADOWS * noise);
  const range = Math.max(white - black, 1e-9);
  const sky = (level - black) / range;
  const midtones = sky > 0 && sky < 1 ? transfer(SKY, sky) : 0.5;
  return (value) => {
    const x = (value - black) / range;
    return x <= 0 ? 0 : x >= 1 ? 1 : transfer(midtones, x);
  };
}

/** The midtones transfer function: 0 to 0, `m` to a half, 1 to 1. transfer(s, t) is also the m that takes t to s. */
function transfer(m: number, x: number): number {
  return ((m - 1) * x) / ((2 * m - 1) * x - m);
}
