/** The files of undici that devices/undici.ts takes its parts from, which have no declarations of their own. */

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import type Undici from 'undici';
  const Dispatcher: typeof Undici.Dispatcher;
  export default Dispatcher;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import type Undici from 'undici';
  const Pool: typeof Undici.Pool;
  export default Pool;
}

declare module 'undici/lib/core/connect.js' {
  import type Undici from 'undici';
  const buildConnector: typeof Undici.buildConnector;
  export default buildConnector;
}

declare module 'undici/lib/core/errors.js' {
  import type Undici from 'undici';
  const errors: typeof Undici.errors;
  export default errors;
}

declare module 'undici/lib/api/api-request.js' {
  import type Undici from 'undici';
  function request(
    this: Undici.Dispatcher,
    options: Parameters<Undici.Dispatcher['request']>[0],
  ): Promise<Undici.Dispatcher.ResponseData>;
  export default request;
}
