/** The features of the workbench, each with `activate`. */
import * as boxbuild from './boxbuild'
import * as build from './build'
import * as effective from './effective'
import * as extensions from './extensions'
import * as outcomes from './outcomes'
import * as runs from './runs'
import * as setupCheck from './setupCheck'
import * as stackbuild from './stackbuild'
import * as stash from './stash'
import * as stashes from './stashes'
import * as stashStatus from './stashStatus'
import * as strayBuilds from './strayBuilds'
import * as tasks from './tasks'

export const workbenchFeatures = [
  build,
  stash,
  stackbuild,
  boxbuild,
  effective,
  extensions,
  runs,
  outcomes,
  stashes,
  stashStatus,
  setupCheck,
  strayBuilds,
  tasks
]
