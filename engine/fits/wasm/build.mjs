// Compiles transpose.as to WebAssembly and writes it, as text, into kernel-module.ts: so it is found wherever the code
// runs from, and a reader can see whether it is current (a test compiles it again and compares).
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The compiled kernel as a module of TypeScript. */
export async function kernelModule() {
  const source = await readFile(here('transpose.as'), 'utf8');
  let binary;
  const { error, stderr } = await asc.main(
    [
      'transpose.ts',
      '--outFile=kernel.wasm',
      '--optimizeLevel=3',
      '--shrinkLevel=0',
      '--converge',
      '--runtime=stub',
      '--noAssert',
      '--importMemory',
      '--enable=simd',
      // The first bytes belong to the sums; nothing of AssemblyScript's own is to be there.
      '--memoryBase=512',
      '--use=abort=',
    ],
    {
      readFile: (name) => (name === 'transpose.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`transpose.as does not compile:\n${stderr.toString()}`);
  const text = Buffer.from(binary)
    .toString('base64')
    .replace(/(.{1,110})/g, "  '$1',\n");
  return `// Made by build.mjs from transpose.as; not to be edited.\n\n/** The kernel, compiled, in base64. */\nexport const KERNEL_WASM = [\n${text}].join('');\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(here('kernel-module.ts'), await kernelModule());
}
