import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: path.join(import.meta.dirname, 'web/inbox'),
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: path.join(import.meta.dirname, 'dist/web/inbox'),
    emptyOutDir: true,
    assetsDir: 'assets',
    manifest: true,
    // The content security policy forbids data: scripts and styles; fonts and icons are small enough to be files.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  logLevel: 'warn',
})
