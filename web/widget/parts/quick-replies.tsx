import type { QuickReply } from "../../shared/types";
import { t } from "../../shared/words";
import type { Chat } from "../chat";

/** Answers the last message offers; gone as soon as something else is said. */
export function QuickReplies({ chat }: { chat: Chat }) {
  const last = chat.entries.value.at(-1);
  if (last?.message === null || last === undefined || chat.writing.pending.value.length > 0) return null;
  const state = chat.conversation.value?.state;
  const offered = last.message.quick_replies.filter((reply) => fits(reply, state));
  if (offered.length === 0) return null;
  return (
    <div class="quick-replies" role="group" aria-label={t("suggested")}>
      {offered.map((reply) => (
        <button
          key={reply.label}
          type="button"
          class="chip"
          data-testid="quick-reply"
          onClick={() => {
            if ("command" in reply) void chat.command(reply.command);
            else chat.send(reply.text);
          }}
        >
          {reply.label}
        </button>
      ))}
    </div>
  );
}

/** A person can only be asked for while the bot talks, and the line only left while waiting in it. */
function fits(reply: QuickReply, state: string | undefined): boolean {
  if (!("command" in reply) || reply.command.startsWith("held")) return true;
  return reply.command === "request_agent" ? state === "with_bot" : state === "waiting";
}
