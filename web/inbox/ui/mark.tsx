/** Two lines and the connection between them: a switchboard in the smallest form. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <g fill="none" stroke="var(--accent-on)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M9 8v16M23 8v16M9 16h14" />
      </g>
      <g fill="var(--accent-on)">
        <circle cx="9" cy="8" r="2.6" />
        <circle cx="23" cy="24" r="2.6" />
      </g>
    </svg>
  )
}
