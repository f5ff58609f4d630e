/** The real kiwi-ng and podman for the tests: root trees, stashes, and repositories that make a build fail or wait. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { repository } from './folders'
import { runAsRoot } from './root'

/** The newest kiwi that set-up installed. */
export const kiwi = path.join(repository, '.setup/kiwi-11/bin/kiwi-ng')

/**
 * Writes the smallest root tree that kiwi can stash and pack into `folder`: a description, a file, and the two
 * places that it reads for the list of packages. Nothing needs to be downloaded, so that a build takes a second.
 */
export function makeRootTree(folder: string, name: string): void {
  for (const each of ['image', 'etc', 'usr/share/doc', 'var/lib/dpkg']) {
    mkdirSync(path.join(folder, each), { recursive: true })
  }
  writeFileSync(path.join(folder, 'etc/motd'), `This is ${name}.\n`)
  writeFileSync(path.join(folder, 'var/lib/dpkg/status'), '')
  writeFileSync(path.join(folder, 'image/config.xml'), describeImage({ name, source: 'dir:///var/empty' }))
}

/** Makes such a tree and stashes it under `name`. */
export async function makeStash(folder: string, name: string): Promise<void> {
  makeRootTree(folder, name)
  await stashTree(folder)
}

/** Runs `kiwi-ng system stash` for the root tree in `folder`. */
export async function stashTree(folder: string): Promise<void> {
  await runAsRoot(kiwi, ['system', 'stash', '--root', folder])
}

/** Removes a stash with all that kiwi keeps of it; one that does not exist is no error. */
export async function removeStash(name: string): Promise<void> {
  const references = await runAsRoot('podman', ['images', '--format', '{{.ID}} {{.Repository}}'])
  const ids = references
    .split('\n')
    .map(line => line.split(' '))
    .filter(([, reference]) => reference === `localhost/${name}`)
    .map(([id]) => id ?? '')
  if (ids.length > 0) {
    await runAsRoot('podman', ['rmi', '--force', ...ids])
  }
  await runAsRoot('rm', ['-rf', '--', `/var/tmp/kiwi-stash/${name}`])
}

/** What a description for a test needs to say. */
export interface ImageOptions {
  name: string
  /** Address of its only repository. */
  source: string
}

/** The text of a valid description of a Debian tree. */
export function describeImage({ name, source }: ImageOptions): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<image schemaversion="8.0" name="${name}">
    <description type="system">
        <author>Test Author</author>
        <contact>author@example.org</contact>
        <specification>A tree for tests</specification>
    </description>
    <preferences>
        <version>1.0.0</version>
        <packagemanager>apt</packagemanager>
        <type image="tbz"/>
    </preferences>
    <repository type="apt-deb" alias="main" distribution="bookworm" components="main" repository_gpgcheck="false">
        <source path="${source}"/>
    </repository>
    <packages type="image">
        <package name="less"/>
    </packages>
    <packages type="bootstrap">
        <package name="base-files"/>
    </packages>
</image>
`
}

/** Writes a description into a folder of its own and gives the file. */
export function writeDescription(folder: string, options: ImageOptions): string {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'config.xml')
  writeFileSync(file, describeImage(options))
  return file
}

/** A repository whose server takes every request and never answers: a build that asks it waits, with everything mounted. */
export interface SilentRepository {
  address: string
  close(): void
}

/** Starts a {@link SilentRepository}. */
export async function startSilentRepository(): Promise<SilentRepository> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const close = (): void => {
    server.close()
    for (const socket of sockets) {
      socket.destroy()
    }
  }
  return { address: `http://127.0.0.1:${port}/debian`, close }
}
