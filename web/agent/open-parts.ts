import type { FileStore } from "../shared/files/file-store";
import type { DeskError } from "../shared/http";
import type { KeyValue } from "../shared/storage";
import type { ClientFrame, Summary } from "../shared/types";
import type { AgentDesk } from "./desk";
import type { Undo } from "./undo";

export type Loading<T> = { state: "loading" } | { state: "ready"; value: T } | { state: "failed"; words: string };

export interface OpenParts {
  id: string;
  desk: AgentDesk;
  store: KeyValue;
  files: FileStore;
  agentId: string;
  tell: (frame: ClientFrame) => void;
  summary: (summary: Summary) => void;
  /** True when the error meant "sign in again" and was dealt with. */
  signedOut: (error: DeskError) => boolean;
  undo: Undo;
}
