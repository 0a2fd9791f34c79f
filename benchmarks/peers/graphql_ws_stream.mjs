// graphql-ws on Node over `ws`, each subscription an iterator that waits for the next change.
import { createServer } from 'node:http'
import { buildSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { collect, nextChange, sdl } from './changes.mjs'

const subscribers = new Set()

class Changes {
  waiting = []
  asking = null
  constructor() { subscribers.add(this) }
  [Symbol.asyncIterator]() { return this }
  push(change) {
    const value = { value: { statusChanged: change }, done: false }
    if (this.asking) { this.asking(value); this.asking = null } else this.waiting.push(value)
  }
  next() {
    return this.waiting.length ? Promise.resolve(this.waiting.shift()) : new Promise((resolve) => { this.asking = resolve })
  }
  return() {
    subscribers.delete(this)
    return Promise.resolve({ value: undefined, done: true })
  }
}

const schema = buildSchema(sdl)
schema.getSubscriptionType().getFields().statusChanged.subscribe = () => new Changes()

const server = createServer((request, response) => {
  if (request.url === '/fire') {
    const change = nextChange()
    for (const subscriber of subscribers) subscriber.push(change)
  } else collect()
  response.setHeader('content-length', 2).end('{}')
})
useServer({ schema }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }))
server.keepAliveTimeout = 75_000
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${server.address().port}`))
