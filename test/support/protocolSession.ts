/** A folder and a server of its own for each test over the protocol; both are gone after it. */
import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import type { InitializeResult } from 'vscode-languageserver'
import { temporaryFolder } from './folders'
import { ProtocolClient, type ClientOptions } from './protocolClient'

/** Made inside of `describe`; each of its tests starts one server, which must end in order. */
export class ProtocolSession {
  private own: { readonly folder: string; client?: ProtocolClient } | undefined

  /** `template`: the folder that each test gets a copy of; an empty one without it. */
  constructor(template?: string) {
    beforeEach(() => {
      this.own = { folder: temporaryFolder('protocol') }
      if (template !== undefined) cpSync(template, this.folder, { recursive: true })
    })
    afterEach(async () => {
      assert.equal(await this.client.stop(), 0)
      rmSync(this.folder, { recursive: true })
    })
  }

  get folder(): string {
    assert.ok(this.own, 'A folder is there while a test runs.')
    return this.own.folder
  }

  /** The client that the test has started. */
  get client(): ProtocolClient {
    assert.ok(this.own?.client, 'The test has started no server.')
    return this.own.client
  }

  /** Starts the server in the folder, unless `options` say another one. */
  async start(options: ClientOptions = {}): Promise<InitializeResult> {
    const { client, result } = await ProtocolClient.start({ folders: [this.folder], ...options })
    assert.ok(this.own)
    this.own.client = client
    return result
  }
}
