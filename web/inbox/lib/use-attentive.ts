import { useSyncExternalStore } from 'react'

function subscribe(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange)
  addEventListener('focus', onChange)
  addEventListener('blur', onChange)
  return () => {
    document.removeEventListener('visibilitychange', onChange)
    removeEventListener('focus', onChange)
    removeEventListener('blur', onChange)
  }
}

const isAttentive = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** Whether someone can be looking at this page now. */
export const useAttentive = (): boolean => useSyncExternalStore(subscribe, isAttentive)
