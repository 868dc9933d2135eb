/** Pixels column by column: index = x * height + y. Plain data, so that a worker can be given it. */
export interface Negative {
  readonly pixels: Uint16Array;
  readonly width: number;
  readonly height: number;
}
