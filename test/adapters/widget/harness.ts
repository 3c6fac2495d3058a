import type { Harness } from '../contract.ts'

export const harness: Harness = {
  settings: { config: { allowedSites: ['shop.example', '*.shop.example', 'localhost:8080'] }, secrets: {} },
  secretValues: [],
  incomplete: [
    ['a colour that is none', { config: { color: 'red' }, secrets: {} }],
    ['a site with a scheme', { config: { allowedSites: ['https://shop.example'] }, secrets: {} }],
    ['no object', { config: null, secrets: {} }],
  ],
  chatId: 'visitor-1',
  webhook: null,
  gatewaySettings: null,
  answers: null,
  world: null,
}
