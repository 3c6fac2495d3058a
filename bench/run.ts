import { benchEndToEnd } from './end-to-end.ts'
import { benchIngest } from './ingest.ts'

// npm run bench -- [ingest | end-to-end] [--report] [--mode=embedded|server] [--rounds=…] [--seconds=…] …
const [first, ...rest] = process.argv.slice(2)
const named = first !== undefined && !first.startsWith('--')
const name = named ? first : 'all'
const options = named ? rest : process.argv.slice(2)
if (!['all', 'ingest', 'end-to-end'].includes(name)) throw new Error(`There is no benchmark ${name}: ingest, end-to-end`)
if (name !== 'end-to-end') await benchIngest(options)
if (name !== 'ingest') await benchEndToEnd(options)
process.exit()
