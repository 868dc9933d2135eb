import type { ElementType } from '../../devices/roles/index.js';
import type { DataFormat } from './header.js';

/** What is done to each element on its way into the file, beside the byte order that is always turned. */
export interface Conversion {
  readonly wireBytes: 1 | 2 | 4 | 8;
  readonly storedBytes: 1 | 2 | 4 | 8;
  /** The sign bit is turned, which stores an unsigned integer as a signed one with BZERO (FITS 4.0, section 5.2.5). */
  readonly flip: boolean;
  readonly bitpix: DataFormat['bitpix'];
  readonly bzero: bigint;
  /** What to do when a value of 32 bits does not fit into the 16 that were hoped for. */
  readonly otherwise?: Conversion;
}

const conversion = (
  bytes: Conversion['storedBytes'],
  bitpix: Conversion['bitpix'],
  unsigned: boolean,
  otherwise?: Conversion,
): Conversion => ({
  wireBytes: otherwise?.wireBytes ?? bytes,
  storedBytes: bytes,
  flip: unsigned,
  bitpix,
  bzero: unsigned ? 1n << BigInt(8 * bytes - 1) : 0n,
  ...(otherwise ? { otherwise } : {}),
});

/**
 * How each element type is stored. Images are int32 by definition in Alpaca, while nearly every sensor gives 16 bits:
 * they are stored in 16 as long as every value fits, which halves the file and loses nothing.
 */
export const CONVERSIONS: Readonly<Record<ElementType, Conversion>> = {
  uint8: conversion(1, 8, false),
  int16: conversion(2, 16, false),
  uint16: conversion(2, 16, true),
  int32: conversion(2, 16, true, conversion(4, 32, false)),
  uint32: conversion(2, 16, true, conversion(4, 32, true)),
  int64: conversion(8, 64, false),
  uint64: conversion(8, 64, true),
  float32: conversion(4, -32, false),
  float64: conversion(8, -64, false),
};
