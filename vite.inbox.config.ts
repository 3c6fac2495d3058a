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
    // Few files instead of some fifty: the libraries, which seldom change, and what every page needs.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              priority: 2,
              test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|@radix-ui|radix-ui|@floating-ui|sonner|zustand|use-sync-external-store|react-remove-scroll[^\\/]*|aria-hidden|react-style-singleton|use-callback-ref|use-sidecar|get-nonce|tslib)[\\/]/,
            },
            {
              name: 'shared',
              priority: 1,
              test: /(web[\\/]inbox[\\/](ui|lib|api|queries|session|live|prefs)[\\/]|core[\\/]locales[\\/](en|translate))/,
            },
          ],
        },
      },
    },
  },
  logLevel: 'warn',
})
