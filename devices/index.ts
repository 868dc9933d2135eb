/** Alpaca devices for JavaScript: clocks, roles, the client and its errors. */
export * from './alpaca/client.js';
export * from './alpaca/errors.js';
export type { Reach } from './alpaca/connection.js';
export type { PropertiesOf, Reading } from './alpaca/device-state.js';
export * from './alpaca/discovery.js';
export * from './alpaca/reconnect.js';
export type { Deadlines } from './alpaca/deadlines.js';
export type { ConfiguredDevice, ServerDescription } from './alpaca/management.js';
export * from './clock.js';
export * from './roles/index.js';
export * from './virtual-clock.js';
