import express from 'express'

/** What an Express service answers that does nothing at all: the yardstick for single webhooks. */
const app = express()
app.use(express.json())
app.post('/webhook', (_request, response) => {
  response.json({ status: 'success', processed: 1 })
})
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address !== 'string') process.send?.(address.port)
})
