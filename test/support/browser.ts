import { type Browser, chromium } from 'playwright-core'
import { findChromium } from './tools.ts'

/** Debian's Chromium, without anything that would call home. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('no Chromium on this machine: install the package chromium, or set CHROMIUM_PATH')
  return await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
