/** That a regular expression with many states does not fill the memory, in a thread that has little of it. */
import assert from 'node:assert/strict'
import { isMainThread, Worker } from 'node:worker_threads'
import { compileXsdRegex } from '../../../server/src/relaxng/xsdRegex'
import { randomFrom } from '../../support/random'

const megabytes = 250

if (isMainThread)
  describe('a regular expression with more states than fit into memory', function () {
    this.timeout(60_000)

    it('forgets them between texts and within one', async () => {
      const worker = new Worker(__filename, { resourceLimits: { maxOldGenerationSizeMb: megabytes } })
      await new Promise<void>((resolve, reject) => {
        worker.on('error', reject)
        worker.on('exit', code => {
          if (code === 0) resolve()
          else reject(new Error(`It ended with ${code}.`))
        })
      })
    })
  })
else {
  const random = randomFrom(1)
  const regex = compileXsdRegex('(a|b)*a(a|b){100}')
  for (const length of [...Array.from({ length: 150 }, () => 2000), 50_000]) {
    const text = Array.from({ length }, () => random.pick(['a', 'b'])).join('')
    assert.equal(regex.matches(`${text}a${'b'.repeat(100)}`), true)
  }
}
