/** What an operation with status 204 answers, once it is done. */
export async function nothing(done: Promise<void>): Promise<undefined> {
  await done
  return undefined
}
