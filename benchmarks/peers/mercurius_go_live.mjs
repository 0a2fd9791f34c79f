// Mercurius with its JIT and pg: goLive by the statements of sql/go_live.sql. Takes the socket's folder, the database, how.
// Which workspace a request is for, its Authorization says.
import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { decode, encode } from './ids.mjs'
import { opening, statements } from './statements.mjs'

const [host, database, how] = process.argv.slice(2)
const pool = new pg.Pool({ host, database, user: 'golive', max: 10, options: '-c role=golive_app -c search_path=golive' })
const { lock, surroundings, write, as_one } = statements('go_live.sql')

const schema = `
  type Query { ready: Boolean! }
  type Mutation { goLive(id: ID!): ActionResult }
  union ActionResult = ActionSuccess | GuardError
  type ActionSuccess { record: Record cursor: String! }
  type Record { id: ID! name: String! status: String! statusReason: String! revision: Int! }
  type GuardError { code: String! message: String! }`

async function statementByStatement(client, values) {
  const found = (await client.query(lock(values))).rows[0]
  if (!['DRAFT', 'STOPPED', 'ERROR'].includes(found.status_reason)) throw new Error('ACTION_NOT_ALLOWED')
  if ((await client.query(surroundings(values))).rows.some(row => row.other_id)) throw new Error('CHECK_FAILED')
  return (await client.query(write(values))).rows[0]
}

async function asOne(client, values) {
  const written = (await client.query(as_one(values))).rows[0]
  if (!written) throw new Error('ACTION_NOT_ALLOWED')
  return written
}

async function goLive(_root, { id }, { workspace }) {
  const record = decode(id)
  const work = randomUUID()
  const payload = JSON.stringify({ workspace, work })
  const values = { workspace, record, work, change: randomUUID(), payload, key: `GOING_LIVE:${work}` }
  const client = await pool.connect()
  try {
    await client.query(opening(workspace))
    const done = await (how === 'as_one' ? asOne : statementByStatement)(client, values)
    await client.query('COMMIT')
    const cursor = Buffer.from(`${done.epoch}.${workspace}.${done.number}`).toString('base64url')
    const shown = { id: encode('lead_scoring_model', record), name: done.record_name, status: 'ACTIVE', statusReason: 'GOING_LIVE', revision: done.revision }
    return { __typename: 'ActionSuccess', cursor, record: shown }
  } catch (error) {
    await client.query('ROLLBACK')
    return { __typename: 'GuardError', code: error.message, message: 'The model can not go live.' }
  } finally {
    client.release()
  }
}

const app = Fastify()
const context = (request) => ({ workspace: request.headers.authorization.slice('Bearer '.length) })
app.register(mercurius, { schema, resolvers: { Mutation: { goLive } }, jit: 1, context })
console.log('ready at', await app.listen({ host: '127.0.0.1', port: 0 }))
