import { type CallPlace, DeviceError } from './device-error.js';

/** The device understood the call and answered with an error. One class a code of the Alpaca API, below. */
export class AlpacaError extends DeviceError {
  override readonly name: string = 'AlpacaError';
  readonly kind = 'driver';
  readonly retryable: boolean = true;
  /** The Alpaca error number, 0x400..0xFFF; other drivers' numbers as they came. */
  readonly number: number;
  /** What the driver said, as it said it. */
  readonly driverMessage: string;

  constructor(place: CallPlace, number: number, driverMessage: string, codeName: string) {
    const said = driverMessage.trim();
    super(place, `was refused: ${said === '' ? 'no reason given' : said} (${hex(number)} ${codeName})`);
    this.number = number;
    this.driverMessage = driverMessage;
  }
}

function hex(number: number): string {
  return number < 0
    ? `0x${(number >>> 0).toString(16).toUpperCase()}`
    : `0x${number.toString(16).toUpperCase().padStart(3, '0')}`;
}

/** 0x400: the device does not have this member. */
export class NotImplementedError extends AlpacaError {
  override readonly name = 'NotImplementedError';
  override readonly retryable = false;
}
/** 0x401: a parameter is out of range. */
export class InvalidValueError extends AlpacaError {
  override readonly name = 'InvalidValueError';
  override readonly retryable = false;
}
/** 0x402: the value has not been set yet. */
export class ValueNotSetError extends AlpacaError {
  override readonly name = 'ValueNotSetError';
  override readonly retryable = false;
}
/** 0x407: the server has no connection to the hardware. */
export class NotConnectedError extends AlpacaError {
  override readonly name = 'NotConnectedError';
}
/** 0x408: the device is parked. */
export class ParkedError extends AlpacaError {
  override readonly name = 'ParkedError';
  override readonly retryable = false;
}
/** 0x409: the device follows another one. */
export class SlavedError extends AlpacaError {
  override readonly name = 'SlavedError';
  override readonly retryable = false;
}
/** 0x40B: the device cannot do this now. */
export class InvalidOperationError extends AlpacaError {
  override readonly name = 'InvalidOperationError';
}
/** 0x40C: no action of this name. */
export class ActionNotImplementedError extends AlpacaError {
  override readonly name = 'ActionNotImplementedError';
  override readonly retryable = false;
}
/** 0x40E: what was under way has been cancelled. */
export class OperationCancelledError extends AlpacaError {
  override readonly name = 'OperationCancelledError';
}
/** 0x4FF: the driver does not say what it is. */
export class UnspecifiedError extends AlpacaError {
  override readonly name = 'UnspecifiedError';
}
/** 0x500..0xFFF: the driver's own errors; and every number that the API does not know. */
export class DriverError extends AlpacaError {
  override readonly name = 'DriverError';
}

type AlpacaErrorClass = new (place: CallPlace, number: number, message: string, codeName: string) => AlpacaError;

/** Every code of the Alpaca API with its name there. */
export const ALPACA_ERRORS: ReadonlyMap<number, readonly [codeName: string, AlpacaErrorClass]> = new Map<
  number,
  readonly [string, AlpacaErrorClass]
>([
  [0x400, ['NotImplemented', NotImplementedError]],
  [0x401, ['InvalidValue', InvalidValueError]],
  [0x402, ['ValueNotSet', ValueNotSetError]],
  [0x407, ['NotConnected', NotConnectedError]],
  [0x408, ['InvalidWhileParked', ParkedError]],
  [0x409, ['InvalidWhileSlaved', SlavedError]],
  [0x40b, ['InvalidOperation', InvalidOperationError]],
  [0x40c, ['ActionNotImplemented', ActionNotImplementedError]],
  [0x40e, ['OperationCancelled', OperationCancelledError]],
  [0x4ff, ['UnspecifiedError', UnspecifiedError]],
]);

/**
 * The error for a number that a device gave. Windows drivers give COM's HRESULTs: 0x80040400..0x80040FFF, often as a
 * negative int32, are the Alpaca numbers in their low twelve bits.
 */
export function alpacaError(place: CallPlace, given: number, message: string): AlpacaError {
  const unsigned = given >>> 0;
  const number = unsigned >>> 12 === 0x80040 && (unsigned & 0xfff) >= 0x400 ? unsigned & 0xfff : given;
  const [codeName, Class] = ALPACA_ERRORS.get(number) ?? ['driver error', DriverError];
  return new Class(place, number, message, codeName);
}
