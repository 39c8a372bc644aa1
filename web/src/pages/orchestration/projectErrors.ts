/** Messages that begin with their file, by file. */
export function errorsByFile(errors: string[]): [file: string, messages: string[]][] {
  const byFile = new Map<string, string[]>();
  for (const error of errors) {
    const [, file, message] = /^(.+?\.json)[.:]? ?(.*)$/s.exec(error) ?? [];
    const name = file ?? "The project";
    byFile.set(name, [...(byFile.get(name) ?? []), message ?? error]);
  }
  return [...byFile];
}
