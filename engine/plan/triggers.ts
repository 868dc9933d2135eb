/** What is done between two frames of a plan. Data only, as the rest of it. */

/** What is done between two frames, whenever it falls due; never in the middle of an exposure. */
export interface Triggers {
  readonly focus?: FocusTrigger;
  readonly dither?: DitherTrigger;
  readonly recenter?: RecenterTrigger;
  readonly flip?: FlipTrigger;
}

/** Autofocus: as soon as one of these holds. */
export interface FocusTrigger {
  /** s since the last time */
  readonly every?: number;
  /** Frames since the last time. */
  readonly frames?: number;
  /** When the filter changes. */
  readonly filter: boolean;
  /** C that the focuser has become warmer or colder since the last time. */
  readonly temperature?: number;
  /** Percent by which the half-flux radius of stars has grown since the last time. */
  readonly hfr?: number;
}

export interface DitherTrigger {
  /** Frames between two dithers. */
  readonly every: number;
  /** px on the guide camera */
  readonly by: number;
}

export interface RecenterTrigger {
  /** s since the last time */
  readonly every?: number;
  /** deg that the target is off */
  readonly off?: number;
}

/** What follows a meridian flip. */
export interface FlipTrigger {
  readonly then: readonly ('recenter' | 'focus' | 'guide')[];
}
