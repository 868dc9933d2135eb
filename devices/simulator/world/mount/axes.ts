import type { Degrees } from '../../../../sky/index.js';

/** Where the two axes of a mount stand, unwrapped: what encoders that count on would read. */
export interface Axes {
  readonly primary: Degrees;
  readonly secondary: Degrees;
}

/** A place in the sky as a mount without errors sees it. */
export interface Place {
  /** -180 <= x < 180, negative in the east. */
  readonly hourAngle: Degrees;
  readonly declination: Degrees;
}

/** `normal` is Alpaca's pierEast, `beyond` (the pole) its pierWest. */
export type PointingState = 'normal' | 'beyond';

/** How the axes of a mount of one kind relate to the sky, and how far they go. */
export interface Geometry {
  toSky(axes: Axes): Place;
  toAxes(place: Place, state: PointingState): Axes;
  /** By the definition: the secondary axis within 90 degrees of its zero, or not. */
  stateOf(axes: Axes): PointingState;
  /** The state in which a slew to a place ends. */
  stateFor(place: Place): PointingState;
  readonly park: Axes;
  /** Degrees that the axes are past where the tube clears the pier; 0 or less is safe. */
  past(axes: Axes): Degrees;
  /** What the top of the camera looks to in the normal state. */
  readonly up: 'pole' | 'zenith';
}
