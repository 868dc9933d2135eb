import { AlpacaError, NotConnectedError } from '../../devices/alpaca/errors.js';

/** Undefined for what a driver does not tell. */
export async function orUntold<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AlpacaError && !(error instanceof NotConnectedError)) return undefined;
    throw error;
  }
}
