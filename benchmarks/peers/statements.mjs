// The named statements of the files in `sql/`, with :parameters as the driver wants them.
import { readFileSync } from 'node:fs'

export function statements(file) {
  const parts = readFileSync(new URL(`../sql/${file}`, import.meta.url), 'utf8').split(/^-- name: (\w+)\n/m).slice(1)
  const found = {}
  for (let place = 0; place < parts.length; place += 2) {
    const names = []
    const text = parts[place + 1].trim().replace(/(?<![:\w]):([a-z]+)\b/g, (_, name) => {
      if (!names.includes(name)) names.push(name)
      return `$${names.indexOf(name) + 1}`
    })
    found[parts[place]] = (values) => ({ name: `${file}-${parts[place]}`, text, values: names.map((name) => values[name]) })
  }
  return found
}

export const opening = (workspace) => `BEGIN; SET LOCAL golive.workspace = '${workspace}'`
