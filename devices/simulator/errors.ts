/** The errors of the ASCOM interfaces that a driver answers with, by their numbers on the wire. */
export const ERROR_CODES = {
  notImplemented: 0x400,
  invalidValue: 0x401,
  valueNotSet: 0x402,
  notConnected: 0x407,
  parked: 0x408,
  slaved: 0x409,
  invalidOperation: 0x40b,
  actionNotImplemented: 0x40c,
  cancelled: 0x40e,
  unspecified: 0x4ff,
  /** The first of a driver's own. */
  driver: 0x500,
} as const;

/** A driver says no: HTTP 200 with an ErrorNumber. */
export class DriverError extends Error {
  override readonly name = 'DriverError';
  readonly code: number;
  constructor(kind: keyof typeof ERROR_CODES, message: string) {
    super(message);
    this.code = ERROR_CODES[kind];
  }
}

export function refuse(kind: keyof typeof ERROR_CODES, message: string): never {
  throw new DriverError(kind, message);
}

/** @throws DriverError InvalidValue unless lowest <= value <= highest */
export function within(value: number, lowest: number, highest: number, what: string): number {
  if (value >= lowest && value <= highest) return value;
  return refuse(
    'invalidValue',
    `${what} must be between ${String(lowest)} and ${String(highest)}, not ${String(value)}`,
  );
}
