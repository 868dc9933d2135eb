export * from './alpaca-error.js';
export * from './device-error.js';
