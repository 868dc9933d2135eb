/** The element types of ImageBytes that a pixel can have. */
export type ElementType =
  | 'int16'
  | 'int32'
  | 'float64'
  | 'float32'
  | 'uint64'
  | 'uint8'
  | 'int64'
  | 'uint16'
  | 'uint32';

export type PixelArray =
  | Int16Array
  | Int32Array
  | Float64Array
  | Float32Array
  | BigUint64Array
  | Uint8Array
  | BigInt64Array
  | Uint16Array
  | Uint32Array;

export interface ImageShape {
  /** Extent along x, in pixels: the FITS axis 1. */
  readonly width: number;
  readonly height: number;
  /** 1, or 3 for red, green, blue. */
  readonly planes: number;
  /** How the pixels were transmitted, and stand in `data`. */
  readonly elementType: ElementType;
  /** What the driver says they are; often `int32`, transmitted narrower. */
  readonly logicalType: ElementType;
}

/** An image as the camera gives it: origin top left, stored column by column: index = (x * height + y) * planes + plane. */
export interface Image extends ImageShape {
  /** width * height * planes elements. */
  readonly data: PixelArray;
  /** The value at a pixel. 64-bit elements lose precision above 2^53. */
  at(x: number, y: number, plane?: number): number;
}

/** Takes an image piece by piece while it is downloaded, so that it need not be held twice. */
export interface ImageReceiver {
  /** Called once, before the pixels. */
  begin(shape: ImageShape): void;
  /**
   * Where the next pixels may be put, so that they need not be copied: some of it is then filled from its beginning, and
   * that part handed to `bytes`. Asked after `begin`, and again after each `bytes`; never empty while pixels are missing.
   */
  space?(): Uint8Array;
  /**
   * Pixels only: width * height * planes elements in all, little-endian, in the order of the wire, cut anywhere. The
   * chunk is valid only until this returns or its promise settles; the download waits for the promise.
   */
  bytes(chunk: Uint8Array): void | Promise<void>;
}
