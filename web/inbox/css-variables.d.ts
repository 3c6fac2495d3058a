import 'react'

declare module 'react' {
  /** Custom properties may be set by `style`, too. */
  interface CSSProperties {
    [name: `--${string}`]: string | number
  }
}
