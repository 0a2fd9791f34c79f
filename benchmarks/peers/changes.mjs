// What both streams on Node send: the changes of one record, one revision after another.
import { readFileSync } from 'node:fs'

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')
const sample = JSON.parse(read('change.json'))
let revision = 0

export const sdl = read('change.graphql')
export const nextChange = () => ({ ...sample, revision: ++revision })

// The memory of a process before and after subscribers come is only comparable without garbage.
export const collect = () => globalThis.gc()
