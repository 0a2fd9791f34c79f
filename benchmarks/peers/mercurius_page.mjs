// Mercurius with its JIT and pg: a page by the statements of sql/page.sql. Takes the socket's folder, the database, the workspace, and
// the file with actions and locks by type and state.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { encode } from './ids.mjs'
import { opening, statements } from './statements.mjs'

const [host, database, workspace, file] = process.argv.slice(2)
const tables = JSON.parse(readFileSync(file, 'utf8'))
const pool = new pg.Pool({ host, database, user: 'golive', max: 10, options: '-c role=golive_app -c search_path=golive' })
const { page, users, needs } = statements('page.sql')

const schema = `
  type Query { records(first: Int, after: String): RecordConnection! }
  type RecordConnection { nodes: [Record!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Record {
    id: ID! type: String! name: String! status: String! statusReason: String isLive: Boolean! revision: Int! updatedAt: String!
    allowedActions: [String!]! fieldLocks: [FieldLock!]!
  }
  type FieldLock { field: String! editable: Boolean! permanent: Boolean! }`

const shown = (row) => ({
  id: encode(row.type.toLowerCase(), row.id), type: row.type, name: row.name, status: row.status, statusReason: row.status_reason,
  isLive: row.is_live, revision: row.revision, updatedAt: row.updated_at.toISOString(),
  ...tables[`${row.type} ${row.status_reason ?? row.publish_status}`]
})

async function records(_root, { first, after }) {
  const [, at, record] = JSON.parse(Buffer.from(after, 'base64url').toString())
  const client = await pool.connect()
  try {
    await client.query(opening(workspace))
    const { rows } = await client.query(page({ at, record }))
    const ids = rows.slice(0, first).map((row) => row.id)
    await client.query(users({ ids }))
    await client.query(needs({ ids }))
    await client.query('COMMIT')
    const last = rows[first - 1]
    const place = ['CREATED_AT.DESC', last.created_at.toISOString(), last.id.replaceAll('-', '')]
    const endCursor = Buffer.from(JSON.stringify(place)).toString('base64url')
    return { nodes: rows.slice(0, first).map(shown), pageInfo: { hasNextPage: rows.length > first, endCursor } }
  } finally {
    client.release()
  }
}

const app = Fastify()
app.register(mercurius, { schema, resolvers: { Query: { records } }, jit: 1 })
console.log('ready at', await app.listen({ host: '127.0.0.1', port: 0 }))
