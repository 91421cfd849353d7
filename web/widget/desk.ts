import type { PendingFile } from "../shared/files/pending-file";
import { sendFile } from "../shared/files/transfer";
import { call, callForFile } from "../shared/http";
import type { Conversation, ConversationPage, Entry, Reception, WaitContract } from "../shared/types";
import { language } from "../shared/words";
import type { SessionKeeper } from "./session";

const POST = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

/** The desk's calls for one customer. */
export function deskCalls(session: SessionKeeper) {
  const at = (id: string) => `/api/widget/conversations/${encodeURIComponent(id)}`;
  return {
    current: () => session.call<ConversationPage>("/api/widget/conversation"),
    open: () => session.call<{ conversation: Conversation; entries: Entry[] }>("/api/widget/conversations", POST({ language: language.value.code })),
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
    reception: () => call<Reception>("/api/widget/settings"),
    introduce: (told: { name: string | null; email: string | null; consent: boolean }) =>
      session.call<{ consented: boolean }>("/api/widget/me", { method: "PUT", body: JSON.stringify(told) }),
    end: (id: string) => session.call<{ conversation: Conversation }>(`${at(id)}/end`, POST({})),
    rate: (id: string, rating: { seq: number; score: number; reasons: string[]; text: string }) =>
      session.call<{ conversation: Conversation }>(`${at(id)}/ratings`, POST(rating)),
    held: (id: string, held: boolean) => session.call<{ conversation: Conversation }>(`${at(id)}/held`, POST({ held })),
    amend: (id: string, messageId: string, text: string | null) =>
      session.call<{ entry: Entry }>(`${at(id)}/messages/${encodeURIComponent(messageId)}`, {
        ...(text === null ? { method: "DELETE" } : { method: "PATCH", body: JSON.stringify({ text }) }),
      }),
    transcript: (id: string) =>
      session.withToken((token) => callForFile(`${at(id)}/transcript`, { headers: { Authorization: `Bearer ${token}` } })),
    mailTranscript: (id: string, requestId: string, email: string | null) =>
      session.call<{ email: string }>(`${at(id)}/transcript`, POST({ id: requestId, email })),
    erase: () => session.call<{ erased: { conversations: number } }>("/api/widget/erasure", POST({ confirm: "erase" })),
    aboutMe: () => session.call<{ path: string }>("/api/widget/about-me", POST({})),
    returnToBot: (id: string) =>
      session.call<{ conversation: Conversation }>(`${at(id)}/handoff`, { method: "DELETE" }),
  };
}

export type DeskCalls = ReturnType<typeof deskCalls>;
