/** The desk said no: its code, its words and the HTTP status. Status 0: the desk could not be reached. */
export class DeskError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
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
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, signal: init.signal ?? AbortSignal.timeout(20_000) });
  } catch {
    throw new DeskError(0, "unreachable", "The desk could not be reached.");
  }
  const body = await readBody(answer);
  if (answer.ok) return body as T;
  const said = body as { code?: unknown; message?: unknown } | null;
  throw new DeskError(
    answer.status,
    typeof said?.code === "string" ? said.code : "unknown",
    typeof said?.message === "string" ? said.message : "The desk could not do that.",
  );
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
