import { existsSync } from 'node:fs'
import path from 'node:path'
import { build, defineConfig, type Plugin } from 'vite'

const inProject = (file: string) => path.join(import.meta.dirname, file)

// The frame and the public pages: the server writes their HTML (it holds the ticket and the texts) and finds the files by the manifest.
const entries = {
  frame: inProject('web/widget/frame/main.tsx'),
  chat: inProject('web/pages/chat/main.tsx'),
  profile: inProject('web/pages/profile/main.tsx'),
  portal: inProject('web/pages/portal/main.tsx'),
}

/** The loader runs inside foreign pages: one classic script under a name that never changes, which touches no global of the page. */
function buildLoader(): Plugin {
  return {
    name: 'hubbub-loader',
    apply: 'build',
    async closeBundle() {
      const entry = inProject('web/widget/loader/main.ts')
      if (!existsSync(entry)) return
      await build({
        configFile: false,
        root: inProject('web/widget'),
        publicDir: false,
        logLevel: 'warn',
        build: {
          outDir: inProject('dist/web/widget'),
          emptyOutDir: false,
          target: 'es2020',
          reportCompressedSize: false,
          rolldownOptions: { input: entry, output: { format: 'iife', entryFileNames: 'loader.js' } },
        },
      })
    },
  }
}

export default defineConfig({
  root: inProject('web/widget'),
  base: '/widget/',
  publicDir: false,
  plugins: [buildLoader()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: inProject('dist/web/widget'),
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))) },
  },
  logLevel: 'warn',
})
