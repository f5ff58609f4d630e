/** Measures one row, named on the command line, in a process of its own, and writes what came of it as JSON. */
import { rows } from './rows'

const row = rows.find(({ name }) => name === process.argv[2])
if (!row) throw new Error(`There is no row ${process.argv[2] ?? ''}.`)
process.stdout.write(`${JSON.stringify(await row.measure())}\n`)
// The bindings of libxml2 and open pipes would keep the process.
process.exit()
