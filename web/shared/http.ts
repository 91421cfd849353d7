/** The desk said no: its code, its words and the HTTP status. Status 0: the desk could not be reached. */
export class DeskError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Where in a file the fault is, when the desk says so. */
    readonly place: { file: string | null; line: number | null } | null = null,
  ) {
    super(message);
  }

  /** True when the same request cannot succeed later either. */
  get final(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

/** Calls the desk and answers the parsed body (null for none). Throws DeskError for everything else. */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await ask(path, init, 20_000);
  const body = await readBody(answer);
  if (answer.ok) return body as T;
  throw failed(answer.status, body);
}

/** Fetches a file. Throws DeskError. */
export async function callForFile(path: string, init: RequestInit = {}): Promise<Blob> {
  const answer = await ask(path, init, 120_000);
  if (!answer.ok) throw failed(answer.status, await readBody(answer));
  try {
    return await answer.blob();
  } catch {
    throw unreachable();
  }
}

/** The desk's no as an error. */
export function failed(status: number, body: unknown): DeskError {
  const said = body as { code?: unknown; message?: unknown; file?: unknown; line?: unknown } | null;
  return new DeskError(
    status,
    typeof said?.code === "string" ? said.code : "unknown",
    typeof said?.message === "string" ? said.message : "The desk could not do that.",
    said?.file === undefined && said?.line === undefined
      ? null
      : { file: typeof said.file === "string" ? said.file : null, line: Number(said.line) || null },
  );
}

async function ask(path: string, init: RequestInit, patienceMs: number): Promise<Response> {
  try {
    return await fetch(path, { ...init, signal: init.signal ?? AbortSignal.timeout(patienceMs) });
  } catch {
    throw unreachable();
  }
}

function unreachable(): DeskError {
  return new DeskError(0, "unreachable", "The desk could not be reached.");
}

async function readBody(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
