import { NotConnectedError } from '../../devices/alpaca/alpaca-error.js';
import { CallDeadlineError, ProtocolError, TransportError } from '../../devices/alpaca/device-error.js';
import { DeadlineError } from '../../devices/clock.js';
import { NocturneError } from '../errors.js';

/**
 * Whether an error means that a device or its server is not there at the moment. Such a night is secured, waits, connects
 * anew and goes on: a server that restarts does not end it.
 */
export function isDeviceLost(error: unknown): boolean {
  if (error instanceof NocturneError) return error.code === 'connect-failed' || isDeviceLost(error.cause);
  if (error instanceof ProtocolError) return error.retryable;
  return (
    error instanceof TransportError ||
    error instanceof CallDeadlineError ||
    error instanceof DeadlineError ||
    error instanceof NotConnectedError
  );
}

/** Whether something was refused because the observatory stands otherwise than it must for it: a mount that is parked. */
export function isOutOfPlace(error: unknown): boolean {
  if (!(error instanceof NocturneError)) return false;
  return error.code === 'interlock' || isOutOfPlace(error.cause);
}
