/** `npm run kernel`: compiles the kernel's source and writes it beside as texts that any bundle carries. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = resolve(import.meta.dirname, '../../functions/normalise/kernel')

/** A module of the kernel. */
interface Module {
  /** Its first file. */
  entry: string
  /** Its memory in pages of 64 KiB, which its `memory.ts` lays out. */
  memoryPages: number
  /** Whether threads could share it. */
  isShared?: boolean
  /** Where it is written. */
  written: string
  name: string
}

const MODULES: readonly Module[] = [
  { entry: 'main.ts', memoryPages: 80, written: 'module.ts', name: 'KERNEL' },
  { entry: 'pages/main.ts', memoryPages: 132, written: 'pages-module.ts', name: 'PAGES' },
  { entry: 'days/main.ts', memoryPages: 1860, isShared: true, written: 'days-module.ts', name: 'DAYS' },
]

const OPTIONS = ['--runtime', 'stub', '-O3', '--noAssert', '--use', 'abort=', '--enable', 'simd']

/** The texts of the compiled modules by path, from the source as it is now. Throws what the compiler says. */
export async function compileKernel(): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const module of MODULES) texts.set(join(folder, module.written), textOf(module, await compile(module)))
  return texts
}

async function compile({ entry, memoryPages, isShared = false }: Module): Promise<Uint8Array> {
  // Only who compiles loads the compiler, which takes a second.
  const { main } = await import('assemblyscript/asc')
  let binary: Uint8Array | undefined
  const memory = ['--initialMemory', String(memoryPages), '--maximumMemory', String(memoryPages)]
  if (isShared) memory.push('--enable', 'threads', '--sharedMemory')
  const { error, stderr } = await main([entry, '--outFile', 'kernel.wasm', ...OPTIONS, ...memory], {
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
  return binary
}

function textOf({ name }: Module, binary: Uint8Array): string {
  const lines =
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,120}/g) ?? []
  const text = lines.map(line => `  '${line}',\n`).join('')
  return [
    '/** A compiled module of the kernel, in base64, and the hash of the source of all: written by `npm run kernel`. */\n',
    `export const ${name}_SOURCE = '${hashOfSource()}'\n`,
    `export const ${name}_BASE64 = [\n${text}].join('')\n`,
  ].join('')
}

/** SHA-256 of the files of the source, 32 hexadecimal digits of it. */
export function hashOfSource(): string {
  const hash = createHash('sha256')
  const names = readdirSync(join(folder, 'assembly'), { recursive: true, encoding: 'utf8' })
  for (const name of names.filter(name => name.endsWith('.ts')).sort())
    hash.update(readFileSync(join(folder, 'assembly', name)))
  return hash.digest('hex').slice(0, 32)
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [path, text] of await compileKernel()) writeFileSync(path, text)
