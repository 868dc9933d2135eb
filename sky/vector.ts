/** Directions as vectors of three, and rotations as rows of nine: enough of linear algebra for the sky. */

import type { Radians } from './units.js';

export type Vector = readonly [x: number, y: number, z: number];
/** Row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** The unit vector at a longitude and latitude. */
export function direction(longitude: Radians, latitude: Radians): Vector {
  const cos = Math.cos(latitude);
  return [cos * Math.cos(longitude), cos * Math.sin(longitude), Math.sin(latitude)];
}

/** The longitude (-pi to pi) of a vector of any length. */
export function longitudeOf([x, y]: Vector): Radians {
  return Math.atan2(y, x);
}

/** The latitude of a vector of any length; by atan2, since asin loses digits at the poles. */
export function latitudeOf([x, y, z]: Vector): Radians {
  return Math.atan2(z, Math.sqrt(x * x + y * y));
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function length(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

export function plus(a: Vector, b: Vector, factor = 1): Vector {
  return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
}

export function unit(a: Vector): Vector {
  const scale = 1 / length(a);
  return [a[0] * scale, a[1] * scale, a[2] * scale];
}

/** The angle between two directions, exact for tiny angles and near 180 degrees alike. */
export function angleBetween(a: Vector, b: Vector): Radians {
  return Math.atan2(length(cross(a, b)), dot(a, b));
}

/** The rotation that takes the axes to these three. */
export function ofColumns(x: Vector, y: Vector, z: Vector): Matrix {
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
}

export function rotate(m: Matrix, [x, y, z]: Vector): Vector {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

/** Rotates by the transpose, which for a rotation is the way back. */
export function rotateBack(m: Matrix, [x, y, z]: Vector): Vector {
  return [m[0] * x + m[3] * y + m[6] * z, m[1] * x + m[4] * y + m[7] * z, m[2] * x + m[5] * y + m[8] * z];
}

/** The frame turned by `angle` about x, then seen from: R1 of the astronomers' convention, applied to a vector. */
export function turnX(angle: Radians, [x, y, z]: Vector): Vector {
  const sin = Math.sin(angle);
  const cos = Math.cos(angle);
  return [x, cos * y + sin * z, cos * z - sin * y];
}

/** The frame turned by `angle` about z: R3. */
export function turnZ(angle: Radians, [x, y, z]: Vector): Vector {
  const sin = Math.sin(angle);
  const cos = Math.cos(angle);
  return [cos * x + sin * y, cos * y - sin * x, z];
}
