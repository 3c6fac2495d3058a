import '@fontsource-variable/onest/index.css'
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { loadLanguage } from './lib/t.ts'
import { applyPreferences, usePreferences } from './prefs/preferences.ts'

applyPreferences(usePreferences.getState())
await loadLanguage()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
