import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { Texts } from '../texts.ts'

/** What every part of the screen needs. */
export type Scene = Readonly<{ chat: Chat; texts: Texts }>

export const SceneContext = createContext<Scene | null>(null)

export function useScene(): Scene {
  const scene = useContext(SceneContext)
  if (!scene) throw new Error('this part is drawn outside the app')
  return scene
}
