/** `npm run kernel`: compiles the kernel's source and writes it beside as text that any bundle carries. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = resolve(import.meta.dirname, '../../functions/normalise/kernel')
export const modulePath = join(folder, 'module.ts')

const OPTIONS = [
  ...['--runtime', 'stub', '-O3', '--noAssert', '--use', 'abort=', '--enable', 'simd'],
  // 3 MiB, laid out by assembly/memory.ts.
  ...['--initialMemory', '48', '--maximumMemory', '48'],
]

/** The text of `module.ts`, from the source as it is now. Throws what the compiler says. */
export async function compileKernel(): Promise<string> {
  // Only who compiles loads the compiler, which takes a second.
  const { main } = await import('assemblyscript/asc')
  let binary: Uint8Array | undefined
  const { error, stderr } = await main(['main.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: name => {
      try {
        return readFileSync(join(folder, 'assembly', name), 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents
    },
    listFiles: () => [],
  })
  if (error !== null || binary === undefined) throw new Error(`the kernel does not compile: ${stderr.toString()}`)
  const lines =
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,120}/g) ?? []
  const text = lines.map(line => `  '${line}',\n`).join('')
  return [
    '/** The compiled kernel, in base64, and the hash of its source: written by `npm run kernel`. */\n',
    `export const KERNEL_SOURCE = '${hashOfSource()}'\n`,
    `export const KERNEL_BASE64 = [\n${text}].join('')\n`,
  ].join('')
}

/** SHA-256 of the files of the source, 32 hexadecimal digits of it. */
export function hashOfSource(): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(join(folder, 'assembly')).sort())
    hash.update(readFileSync(join(folder, 'assembly', name)))
  return hash.digest('hex').slice(0, 32)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(modulePath, await compileKernel())
