/** As much of WebAssembly as the kernel needs: Node has it, but Node's types do not describe it without those of browsers. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: unknown };
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => WasmPages;
}

/** A compiled module; what it exports is known to who compiled it. */
export interface WasmModule {
  readonly brand?: 'WebAssembly.Module';
}

export interface WasmPages {
  /** Another one after each `grow`, and the one before is empty. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;
