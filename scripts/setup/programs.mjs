// Finding programs on the search path.
import { accessSync, constants, statSync } from 'node:fs'
import path from 'node:path'

/**
 * The first file on the search path that can be run under this name, or undefined.
 *
 * @param {string} name
 */
export function findProgram(name) {
  // An administrator's programs may lie where an ordinary user's path does not lead.
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
  return folders
    .filter(folder => folder !== '')
    .map(folder => path.join(folder, name))
    .find(isProgram)
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
