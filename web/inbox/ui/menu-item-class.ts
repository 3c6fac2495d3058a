export const menuItemClass =
  'flex min-h-7.5 w-full cursor-pointer items-center gap-2 rounded-chip px-2 py-1 outline-none select-none pointer-coarse:min-h-10 ' +
  'data-[highlighted]:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50'
