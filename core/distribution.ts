import type { DistributionSettings } from './settings.ts'

export const managerStatuses = ['free', 'busy', 'lunch', 'break', 'offline'] as const
export type ManagerStatus = (typeof managerStatuses)[number]

export const exclusionReasons = ['may_not_reply', 'department', 'status', 'not_online', 'capacity', 'not_chosen'] as const
export type ExclusionReason = (typeof exclusionReasons)[number]

export type Candidate = Readonly<{
  managerId: string
  mayReply: boolean
  inDepartment: boolean
  status: ManagerStatus
  online: boolean
  openCount: number
  capacity: number
  lastAssignedAt: Date | null
}>

/** Why this one: what was compared, best first, and how many fell out for what. Stored with each assignment. */
export type Decision = Readonly<{
  rule: string
  winnerId: string | null
  candidates: readonly Readonly<{ managerId: string; openCount: number; capacity: number; lastAssignedAt: string | null }>[]
  excluded: Readonly<Partial<Record<ExclusionReason, number>>>
}>

const keptCandidates = 20

/** Why this manager can't get a dialogue now; null: eligible. The first reason that holds, in the order a person would ask. */
export function exclusion(candidate: Candidate, settings: DistributionSettings): ExclusionReason | null {
  if (settings.mode === 'fixed' && candidate.managerId !== settings.managerId) return 'not_chosen'
  if (!candidate.mayReply) return 'may_not_reply'
  if (!candidate.inDepartment) return 'department'
  if (settings.presence !== 'online' && candidate.status !== 'free') return 'status'
  if (settings.presence !== 'status' && !candidate.online) return 'not_online'
  if (candidate.openCount >= candidate.capacity) return 'capacity'
  return null
}

const time = (at: Date | null): number => at?.getTime() ?? 0

/** Least loaded: fewest open dialogues, then longest without one. Round-robin: longest without one. Ties go to the lower id, so that the choice is one. */
function compare(mode: DistributionSettings['mode'], a: Candidate, b: Candidate): number {
  const byLoad = mode === 'least_loaded' ? a.openCount - b.openCount : 0
  return byLoad || time(a.lastAssignedAt) - time(b.lastAssignedAt) || (a.managerId < b.managerId ? -1 : 1)
}

export function pickManager(candidates: readonly Candidate[], settings: DistributionSettings): Decision {
  const excluded: Partial<Record<ExclusionReason, number>> = {}
  const eligible: Candidate[] = []
  for (const candidate of candidates) {
    const reason = settings.mode === 'none' ? 'not_chosen' : exclusion(candidate, settings)
    if (reason === null) eligible.push(candidate)
    else excluded[reason] = (excluded[reason] ?? 0) + 1
  }
  eligible.sort((a, b) => compare(settings.mode, a, b))
  return {
    rule: settings.mode,
    winnerId: eligible[0]?.managerId ?? null,
    candidates: eligible.slice(0, keptCandidates).map((candidate) => ({
      managerId: candidate.managerId,
      openCount: candidate.openCount,
      capacity: candidate.capacity,
      lastAssignedAt: candidate.lastAssignedAt?.toISOString() ?? null,
    })),
    excluded,
  }
}
