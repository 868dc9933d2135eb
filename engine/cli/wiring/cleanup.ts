/** What has to be closed at the end, in the opposite order of its opening. */
export class Cleanup {
  readonly #tasks: (() => void | Promise<void>)[] = [];

  add(task: () => void | Promise<void>): void {
    this.#tasks.push(task);
  }

  /** Does everything, even when a part of it fails. @throws the first failure, at the end */
  async run(): Promise<void> {
    const failures: Error[] = [];
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      try {
        await task();
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error('something could not be closed', { cause: error }));
      }
    }
    const [first] = failures;
    if (first !== undefined) throw first;
  }
}
