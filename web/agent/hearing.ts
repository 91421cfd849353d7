import type { ServerFrame } from "../shared/types";
import type { Console } from "./console";

/** What the desk says on the socket, passed on to whom it concerns. */
export function hear(desk: Console, frame: ServerFrame): void {
  const open = desk.open.value;
  open?.receipts.hear(frame);
  if (frame.type === "inbox") {
    desk.update(frame.conversation);
    desk.counts.value = frame.counts;
  } else if (frame.type === "desk") {
    desk.own.hear(frame);
    desk.rooms.approvals.hear(frame);
    desk.rooms.promised.hear(frame);
    desk.rooms.troubles.hear(frame);
    desk.rooms.feedback.hear(frame);
    desk.rooms.quality.hear(frame);
  } else if (frame.type === "entry" && frame.conversation_id === open?.id) open.take([frame.entry]);
  else if (frame.type === "reload" && frame.conversation_id === open?.id) void open.load();
  else if (frame.type === "viewing" && frame.conversation_id === open?.id) open.viewers.heard(frame.agent, frame.on);
  else if (frame.type === "typing" && frame.conversation_id === open?.id) open.heardTyping(frame.author, frame.on);
}
