import { createContext, useContext } from 'react'
import type { Me } from '../../../core/api/shapes.ts'

export const MeContext = createContext<Me | null>(null)

/** Who is signed in. Only for what is drawn inside the shell. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('useMe is for pages inside the shell')
  return me
}

export type Right = Me['rights'][number]

export const useHasRight = (right: Right): boolean => useMe().rights.includes(right)
