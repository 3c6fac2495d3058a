export function KeyHint({ keys }: { readonly keys: string }) {
  return (
    <span className="ml-1.5 rounded-chip border border-current/30 px-1 font-sans text-meta-sm opacity-75" aria-hidden="true">
      {keys}
    </span>
  )
}
