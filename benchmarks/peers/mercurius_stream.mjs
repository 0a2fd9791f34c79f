// Mercurius: subscriptions over its own publisher, which lives in the process.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { nextChange, sdl } from './changes.mjs'

const app = Fastify()
const statusChanged = { subscribe: (_root, _args, { pubsub }) => pubsub.subscribe('CHANGE') }
app.register(mercurius, { schema: sdl, resolvers: { Subscription: { statusChanged } }, subscription: true, jit: 1 })
app.post('/fire', async () => {
  await app.graphql.pubsub.publish({ topic: 'CHANGE', payload: { statusChanged: nextChange() } })
  return {}
})
console.log('ready at', await app.listen({ host: '127.0.0.1', port: 0 }))
