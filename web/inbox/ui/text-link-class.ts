export const textLinkClass = 'rounded-chip text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent'
