import { firstWidget } from '../../../db/queries/visitors.ts'
import type { Deps } from '../../deps.ts'

/** For the test page: the public id of the widget that was connected first; null where there is none. */
export const firstWidgetId = (deps: Pick<Deps, 'sql'>): Promise<string | null> => firstWidget(deps.sql)
