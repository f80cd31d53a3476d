// What an analyst's program does with ClickHouse's own client for Node.js. Whatever differs from ClickHouse ends it with an error.
import assert from 'node:assert/strict'
import { ClickHouseError, createClient } from '@clickhouse/client'

const { CLICKHOUSE_URL: url, CLICKHOUSE_PASSWORD: password } = process.env

const refusal = (code) => (error) => error instanceof ClickHouseError && error.code === code

for (const compressed of [false, true]) {
  const client = createClient({ url, username: 'analyst', password, compression: { response: compressed } })
  assert.deepEqual(await client.ping({ select: true }), { success: true })

  const found = await client.query({
    query: 'SELECT name, rate FROM t WHERE id = {id:UInt64} AND name != {other:String}',
    query_params: { id: 7, other: "it's\tanother" },
    format: 'JSONEachRow',
  })
  assert.deepEqual(await found.json(), [{ name: 'name\n7', rate: null }])

  const described = await client.query({ query: 'SELECT count() AS rows FROM t', format: 'JSON' })
  const { meta, data, rows } = await described.json()
  assert.deepEqual(meta, [{ name: 'rows', type: 'UInt64' }])
  assert.deepEqual(data.map((row) => Number(row.rows)), [5000])
  assert.equal(rows, 1)

  let streamed = 0
  const many = await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONEachRow' })
  for await (const chunk of many.stream()) {
    streamed += chunk.length
  }
  assert.equal(streamed, 300_000)

  await assert.rejects(client.query({ query: 'SELECT nothing FROM t' }), refusal('47'))
  await assert.rejects(client.insert({ table: 't', values: [{ id: 1, name: 'x' }], format: 'JSONEachRow' }), refusal('164'))
  await assert.rejects(client.command({ query: 'DROP TABLE t' }), refusal('164'))
  await client.close()
}

const stranger = createClient({ url, username: 'analyst', password: 'wrong' })
await assert.rejects(stranger.query({ query: 'SELECT 1' }), refusal('516'))
await stranger.close()
