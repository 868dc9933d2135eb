/** A simulated observatory, and the Alpaca server in front of it. See docs/simulator.md. */

export { type ActiveFault, type Fault, FAULT_KINDS, type FaultKind, Faults } from './faults.js';
export { DEFAULTS, FILTERS, LA_PALMA } from './defaults.js';
export type {
  CameraOptions,
  DomeOptions,
  FilterOptions,
  FocuserOptions,
  MountKind,
  MountOptions,
  OpticsOptions,
  RoofOptions,
  Setup,
  Stretch,
  WeatherOptions,
  WorldOptions,
} from './options.js';
export { ScaledClock } from './scaled-clock.js';
export { parseScenario, ScenarioError } from './scenario/parse.js';
export { type Happening, type Scenario, type ScenarioEvent, stage } from './scenario/scenario.js';
export { type ServedSimulator, type ServeOptions, serveSimulator } from './serve.js';
export { InProcessDispatcher, inProcessDispatcher } from './server/in-process.js';
export { type ServerOptions, SimulatorServer } from './server/server.js';
export { createWorld, World } from './world.js';
export type { Hazard } from './world/hazards.js';
export type { Snapshot } from './world/snapshot.js';
export { starsAt, type StarList, type StarSource } from './world/sky/star-list.js';
export type { LastFrame, Truth, TrueStar } from './world/truth.js';
