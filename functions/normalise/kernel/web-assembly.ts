/** Instances of the compiled modules. */

/** What is used of the engine's WebAssembly, whose values Node's types leave out. */
interface Engine {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Record<string, object>) => { exports: unknown }
}
const engine: Engine = Reflect.get(globalThis, 'WebAssembly')

const compiled = new Map<string, object>()

/** A new instance, with its own memory, of a module that is compiled once for the process. `Exports`: what its source exports. */
export function instantiate<Exports>(base64: string, imports: Record<string, object>): Exports {
  const module = compiled.get(base64) ?? new engine.Module(Buffer.from(base64, 'base64'))
  compiled.set(base64, module)
  // Compiled from what lies beside: a test holds the two together.
  return new engine.Instance(module, imports).exports as Exports
}
