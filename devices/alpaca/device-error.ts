import { DeadlineError, type Milliseconds } from '../clock.js';

/** Which device of which server a call went to. `type` is `server` for the management API. */
export interface DeviceRef {
  readonly type: string;
  readonly number: number;
  /** Of the server, as http://host:port. */
  readonly url: string;
}

/** "telescope 0 at http://127.0.0.1:11111", as every message begins. */
export function describeDevice({ type, number, url }: DeviceRef): string {
  return type === 'server' ? `the server at ${url}` : `${type} ${String(number)} at ${url}`;
}

/** Where a call failed: the device, and the member in camelCase. */
export interface CallPlace {
  readonly device: DeviceRef;
  readonly member: string;
}

/**
 * What kind of thing went wrong. `driver`: the device answered with an Alpaca error. `transport`: the server could not
 * be reached, or the connection broke. `protocol`: an answer came that is not Alpaca. `argument`: the caller's value
 * cannot be sent, and was not. `dropped`: the call still waited when an abort or halt cleared what waited.
 * `outcome`: an operation ended, but not as it should have. Deadlines are `DeadlineError`s.
 */
export type FailureKind = 'driver' | 'transport' | 'protocol' | 'argument' | 'dropped' | 'outcome';

/** Every failure of a call to a device, except its deadline and its caller's abort. */
export abstract class DeviceError extends Error {
  abstract readonly kind: FailureKind;
  /** Whether the same call, made again later, may succeed. */
  abstract readonly retryable: boolean;
  readonly device: DeviceRef;
  readonly member: string;

  constructor(place: CallPlace, what: string, options?: ErrorOptions) {
    super(`${describeDevice(place.device)}: ${place.member} ${what}`, options);
    this.device = place.device;
    this.member = place.member;
  }
}

/** The server cannot be reached, or the connection broke before the whole answer was there. */
export class TransportError extends DeviceError {
  override readonly name = 'TransportError';
  readonly kind = 'transport';
  readonly retryable = true;
  /** False when the request certainly never reached the server: nothing can have moved. */
  readonly mayHaveArrived: boolean;
  /** The system's code, such as ECONNREFUSED. */
  readonly code: string | undefined;

  constructor(place: CallPlace, cause: Error, mayHaveArrived: boolean, code: string | undefined) {
    const message = cause.message || code || cause.name;
    super(place, mayHaveArrived ? `lost its connection: ${message}` : `found no server: ${message}`, { cause });
    this.mayHaveArrived = mayHaveArrived;
    this.code = code;
  }
}

/** An answer that is not Alpaca: the wrong status, not JSON, a value of the wrong type, a short image. */
export class ProtocolError extends DeviceError {
  override readonly name = 'ProtocolError';
  readonly kind = 'protocol';
  readonly retryable: boolean;
  /** HTTP status; undefined when the answer was not even HTTP. */
  readonly status: number | undefined;
  /** The answer's body as text, whole up to 64 KiB; empty when it was not read. */
  readonly body: string;

  constructor(
    place: CallPlace,
    what: string,
    { status, body = '', cause }: { status?: number; body?: string; cause?: unknown } = {},
  ) {
    super(place, what, cause === undefined ? undefined : { cause });
    this.status = status;
    this.body = body;
    // A 4xx says that the request itself is not understood: it will not be the next time either.
    this.retryable = status === undefined || status < 400 || status >= 500;
  }
}

/** A value that cannot be sent: not a whole number, not finite, not a name of the enumeration. Nothing was sent. */
export class ArgumentError extends DeviceError {
  override readonly name = 'ArgumentError';
  readonly kind = 'argument';
  readonly retryable = false;
}

/** The call still waited for its turn when an abort or halt of the device cleared what waited. Nothing was sent. */
export class DroppedError extends DeviceError {
  override readonly name = 'DroppedError';
  readonly kind = 'dropped';
  readonly retryable = true;
}

/** An operation ended, but the device is not in the state that it should have ended in. */
export class OutcomeError extends DeviceError {
  override readonly name: string = 'OutcomeError';
  readonly kind = 'outcome';
  readonly retryable = true;
}

/** A call or operation that took longer than it may. */
export class CallDeadlineError extends DeadlineError {
  readonly device: DeviceRef;
  readonly member: string;

  constructor(place: CallPlace, ms: Milliseconds) {
    super(`${describeDevice(place.device)}: ${place.member}`, ms);
    this.device = place.device;
    this.member = place.member;
  }
}
