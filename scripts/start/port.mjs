// Whether a port can be had: VS Code's server does not end when it is taken, it only never answers.
import { createServer } from 'node:net'
import { SetupError } from '../setup/progress.mjs'

/**
 * Throws a {@link SetupError} unless `port` of this machine can be listened at.
 *
 * @param {number} port
 * @returns {Promise<void>}
 */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', error => reject(new SetupError(explain(port, error))))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()))
  })
}

/**
 * @param {number} port
 * @param {Error} error
 */
function explain(port, error) {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: name another one with --port, or end the program that listens there.`
  }
  if (code === 'EACCES') return `Only root may listen at port ${port}: name one from 1024 on.`
  return `Port ${port} cannot be used: ${error.message}`
}
