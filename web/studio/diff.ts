export interface DiffLine {
  kind: "file" | "place" | "added" | "removed" | "same";
  text: string;
}

/** A unified diff, line by line, as it is shown. */
export function diffLines(diff: string): DiffLine[] {
  const lines = diff.endsWith("\n") ? diff.slice(0, -1).split("\n") : diff.split("\n");
  // A line that was removed may itself begin with dashes: only the pair is a head.
  const head = (at: number) => lines[at]?.startsWith("--- ") === true && lines[at + 1]?.startsWith("+++ ") === true;
  return lines.flatMap((line, at): DiffLine[] => {
    if (head(at) || line === "") return [];
    if (head(at - 1)) return [{ kind: "file", text: line.slice(4).replace(/^b\//, "") }];
    if (line.startsWith("@@")) return [{ kind: "place", text: line }];
    if (line.startsWith("+")) return [{ kind: "added", text: line.slice(1) }];
    if (line.startsWith("-")) return [{ kind: "removed", text: line.slice(1) }];
    return [{ kind: "same", text: line.slice(1) }];
  });
}

/** How much a diff adds and takes away. */
export function counted(lines: readonly DiffLine[]): { added: number; removed: number } {
  const of = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { added: of("added"), removed: of("removed") };
}
