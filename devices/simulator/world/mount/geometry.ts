import type { Degrees } from '../../../../sky/index.js';
import type { MountKind } from '../../options.js';
import { altAzGeometry } from './alt-az.js';
import type { Geometry } from './axes.js';
import { FORK } from './fork.js';
import { germanGeometry } from './german.js';

/** @param flipAt degrees past the meridian where slews of a German mount change their pointing state */
export function geometryOf(kind: MountKind, latitude: Degrees, flipAt: Degrees = 0): Geometry {
  switch (kind) {
    case 'german':
      return germanGeometry(latitude, flipAt);
    case 'fork':
      return FORK;
    case 'alt-az':
      return altAzGeometry(latitude);
  }
}
