import type { PendingFile } from "../shared/files/pending-file";
import { sendFile } from "../shared/files/transfer";
import { callForFile } from "../shared/http";
import type { Conversation, ConversationPage, Entry, WaitContract } from "../shared/types";
import type { SessionKeeper } from "./session";

const POST = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

/** The desk's calls for one customer. */
export function deskCalls(session: SessionKeeper) {
  const at = (id: string) => `/api/widget/conversations/${encodeURIComponent(id)}`;
  return {
    current: () => session.call<ConversationPage>("/api/widget/conversation"),
    open: () => session.call<{ conversation: Conversation; entries: Entry[] }>("/api/widget/conversations", POST({})),
    entries: (id: string, after: number) =>
      session.call<{ conversation: Conversation; entries: Entry[]; reload: boolean }>(
        `${at(id)}/entries?after=${after}`,
      ),
    send: (id: string, messageId: string, text: string, attachments: string[]) =>
      session.call<{ entry: Entry }>(`${at(id)}/messages`, POST({ id: messageId, text, attachments })),
    attach: (id: string, file: PendingFile, content: Blob, progress: (share: number) => void, signal: AbortSignal) =>
      session.withToken((token) =>
        sendFile({
          path: `${at(id)}/attachments?id=${file.id}`,
          headers: { Authorization: `Bearer ${token}` },
          name: file.name,
          file: content,
          progress,
          signal,
        }),
      ),
    file: (id: string, attachmentId: string, small: boolean) =>
      session.withToken((token) =>
        callForFile(`${at(id)}/attachments/${encodeURIComponent(attachmentId)}${small ? "/thumbnail" : ""}`, {
          headers: { Authorization: `Bearer ${token}` },
        }),
      ),
    requestAgent: (id: string) => session.call<{ conversation: Conversation }>(`${at(id)}/handoff`, POST({})),
    howToWait: (id: string, contract: WaitContract, email: string | null) =>
      session.call<{ conversation: Conversation }>(`${at(id)}/wait`, {
        method: "PUT",
        body: JSON.stringify({ contract, email }),
      }),
    leaveMessage: (id: string, messageId: string, text: string, email: string | null) =>
      session.call<{ conversation: Conversation }>(`${at(id)}/left-message`, POST({ id: messageId, text, email })),
    returnToBot: (id: string) =>
      session.call<{ conversation: Conversation }>(`${at(id)}/handoff`, { method: "DELETE" }),
  };
}

export type DeskCalls = ReturnType<typeof deskCalls>;
