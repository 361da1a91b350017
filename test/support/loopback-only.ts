/** Set-up of every test file: a socket to anything but this machine throws. Tests need no network. */
import { Socket } from 'node:net'

const connect = Socket.prototype.connect

/** Host of a `connect` call in any of its forms; undefined for a path (IPC) or for the default, this machine. */
function hostOf(first: unknown, second: unknown): string | undefined {
  if (Array.isArray(first)) return hostOf(first[0], first[1])
  if (typeof first === 'object' && first !== null)
    return 'host' in first && typeof first.host === 'string' ? first.host : undefined
  return typeof first === 'number' && typeof second === 'string' ? second : undefined
}

Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const host = hostOf(args[0], args[1])
  if (host !== undefined && !/^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(host)) {
    throw new Error(`test: expected no connection but to this machine, found one to ${host}`)
  }
  return Reflect.apply(connect, this, args)
} as typeof connect
