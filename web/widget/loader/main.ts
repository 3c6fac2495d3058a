import type { LoaderConfig } from '../../../core/api/widget.ts'
import { startHub } from './hub.ts'

/** The server wraps this script in a function that has the configuration as its parameter, so that no global of the page is touched. */
declare const hubbubConfig: LoaderConfig

startHub(hubbubConfig, document.currentScript)
