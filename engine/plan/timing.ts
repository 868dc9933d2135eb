import type { ObservatoryFile } from './observatory-schema.js';

/** What things take at an observatory; only predictions depend on it. Times in s. */
export interface Timing {
  /** From the end of an exposure to the beginning of the next: readout and download, not the saving beside it. */
  readonly frame: number;
  /** From one slot of the wheel to the next. */
  readonly filterChange: number;
  /** More for each slot further. */
  readonly filterSlot: number;
  /** deg/s */
  readonly slewRate: number;
  /** What a slew takes beyond turning: speeding up, settling, looking where it came to. */
  readonly slewSettle: number;
  readonly unpark: number;
  /** Opening the roof, or closing it. */
  readonly roof: number;
  /** From the end of a ramp until the sensor is at its temperature. */
  readonly cooling: number;
  /** Making sure, before anything else, that the mount is parked and the roof closed. */
  readonly secure: number;
  readonly connect: number;
  readonly disconnect: number;
}

export const USUAL_TIMING: Timing = {
  frame: 4,
  filterChange: 4,
  filterSlot: 1,
  slewRate: 4,
  slewSettle: 8,
  unpark: 2,
  roof: 30,
  cooling: 60,
  secure: 5,
  connect: 5,
  disconnect: 2,
};
/** Measured at the built-in simulator. */
export const SIMULATOR_TIMING: Timing = {
  frame: 0.57,
  filterChange: 1.5,
  filterSlot: 0.75,
  slewRate: 8,
  slewSettle: 2.5,
  unpark: 0.2,
  roof: 8.2,
  cooling: 15,
  secure: 0.7,
  connect: 0,
  disconnect: 4.2,
};

/** What an observatory file says of times; of the rest, what is usual. */
export function writtenTiming({ timing, server, simulator }: ObservatoryFile): Timing {
  const usual = server === 'simulator' ? SIMULATOR_TIMING : USUAL_TIMING;
  return {
    ...usual,
    frame: timing.frame ?? usual.frame,
    filterChange: timing['filter-change'] ?? usual.filterChange,
    slewRate: timing['slew-rate'] ?? simulator?.['slew-rate'] ?? usual.slewRate,
    slewSettle: timing['slew-settle'] ?? usual.slewSettle,
    roof: timing.roof ?? usual.roof,
    cooling: timing.cooling ?? usual.cooling,
  };
}
