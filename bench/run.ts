import { benchIngest } from './ingest.ts'

const [name, ...rest] = process.argv.slice(2)
if (name === undefined || name === 'ingest') await benchIngest(rest)
