import type { StopSignal } from './clock.js';

type Listener = Parameters<AbortSignal['addEventListener']>[1];

/**
 * The signal of a piece of work that has a deadline, and what aborts it. A night has sixty thousand of them, and Node's own
 * AbortSignal costs more than the work that it might stop (measured): this one is a list of those who want to hear of its
 * end. It does wherever an AbortSignal is taken, but for `AbortSignal.any`.
 */
export class PlainSignal implements AbortSignal, StopSignal {
  onabort: AbortSignal['onabort'] = null;
  #reason: Error | undefined;
  #listeners: Listener[] = [];

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#reason) throw this.#reason;
  }

  /** Each listener is called once at most. */
  addEventListener(_: string, listener: Listener): void {
    if (!this.#listeners.includes(listener)) this.#listeners.push(listener);
  }

  removeEventListener(_: string, listener: Listener): void {
    const listeners = this.#listeners;
    const at = listeners.lastIndexOf(listener);
    // Mostly the last to come is the first to leave.
    if (at >= 0 && at === listeners.length - 1) listeners.pop();
    else if (at >= 0) listeners.splice(at, 1);
  }

  abort(reason: Error): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.dispatchEvent(new Event('abort'));
  }

  dispatchEvent(event: Event): boolean {
    const listeners = this.#listeners;
    this.#listeners = [];
    this.onabort?.call(this, event);
    for (const listener of listeners) {
      try {
        if (typeof listener === 'function') listener(event);
        else listener.handleEvent(event);
      } catch (error) {
        // As of any EventTarget: one that throws keeps no other from hearing, and is not overheard itself.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return true;
  }
}
