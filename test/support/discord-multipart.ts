export type UploadedFile = Readonly<{ field: string; name: string; type: string; bytes: Uint8Array }>

/** https://discord.com/developers/docs/reference#uploading-files */
export function readMultipart(type: string, raw: Buffer): { payload: unknown; uploads: readonly UploadedFile[] } {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(type)
  const uploads: UploadedFile[] = []
  let payload: unknown = {}
  for (const part of raw
    .toString('latin1')
    .split(`--${boundary?.[1] ?? boundary?.[2] ?? ''}`)
    .slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n')
    const head = Buffer.from(part.slice(2, end), 'latin1').toString()
    const bytes = Buffer.from(part.slice(end + 4, -2), 'latin1')
    const field = / name="([^"]*)"/.exec(head)?.[1] ?? ''
    const name = /filename="([^"]*)"/.exec(head)?.[1]
    if (field === 'payload_json') payload = JSON.parse(bytes.toString())
    else uploads.push({ field, name: name ?? '', type: /content-type: (.+)/i.exec(head)?.[1]?.trim() ?? '', bytes })
  }
  return { payload, uploads }
}
