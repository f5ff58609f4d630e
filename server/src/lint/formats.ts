/** The formats that kiwi-lint can tell its findings in. */
import { githubText } from './formats/github'
import { humanText } from './formats/human'
import { jsonText } from './formats/json'
import { sarifText } from './formats/sarif'
import type { FormatName } from './options'
import type { World } from './world'
import type { Result } from './report'

export const formats: Readonly<Record<FormatName, (result: Result, world: World) => string>> = {
  human: humanText,
  json: jsonText,
  sarif: sarifText,
  github: githubText
}
