import { cross, dot, plus, type Vector } from '../../../../sky/vector.js';

/** Pixels of the whole sensor, unbinned; the middle of the first pixel is 0, 0; x to the right, y downwards. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** A camera that looks at a direction: gnomonic, as every lens without distortion is. */
export interface Projection {
  /** Where a direction is imaged; undefined when it is behind the camera. */
  pixelOf(direction: Vector): Pixel | undefined;
  /** Half the diagonal of the sensor, radians. */
  readonly radius: number;
}

export interface ProjectionFrame {
  /** Unit vectors: the middle of the sensor, and towards the top of the image. */
  readonly centre: Vector;
  readonly up: Vector;
  /** Radians per pixel in the middle. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** Turns `up` about `centre`, from north towards east, by an angle in radians. */
export function turned(centre: Vector, up: Vector, angle: number): Vector {
  const east = cross(up, centre);
  return plus([up[0] * Math.cos(angle), up[1] * Math.cos(angle), up[2] * Math.cos(angle)], east, Math.sin(angle));
}

/** Seen from inside the sphere, east is to the left of north. */
export function gnomonic({ centre, up, scale, width, height }: ProjectionFrame): Projection {
  const left = cross(up, centre);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  return {
    radius: Math.atan(Math.hypot(width / 2, height / 2) * scale),
    pixelOf(direction) {
      const depth = dot(direction, centre);
      if (depth <= 0) return undefined;
      return {
        x: middleX - dot(direction, left) / depth / scale,
        y: middleY - dot(direction, up) / depth / scale,
      };
    },
  };
}
