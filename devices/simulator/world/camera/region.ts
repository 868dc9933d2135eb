/** A sub-frame, in binned pixels. */
export interface Region {
  readonly bin: number;
  readonly startX: number;
  readonly startY: number;
  readonly width: number;
  readonly height: number;
}
