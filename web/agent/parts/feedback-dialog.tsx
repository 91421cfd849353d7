import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import { FeedbackDesk, TABS } from "../feedback-desk";
import { Changes, CommentGroups } from "./feedback-comments";
import { Figures, HeldFigures } from "./feedback-figures";
import { RecoveryTasks } from "./feedback-recovery";

export interface RoomProps {
  room: FeedbackDesk;
  /** Who looks. */
  me: string;
  /** Closes the room and shows a conversation. */
  go: (conversationId: string) => void;
}

/** What customers said, what was done about it, and whether it held. */
export function FeedbackDialog({ desk }: { desk: Console }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [room] = useState(() => new FeedbackDesk(desk.desk));
  const news = desk.rooms.feedback.news.value;
  const tab = room.tab.value;
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void room.load(room.tab.value);
  }, [news]);
  const props: RoomProps = {
    room,
    me: desk.agent.value?.id ?? "",
    go: (id) => {
      dialog.current?.close();
      desk.select(id);
    },
  };
  return (
    <dialog ref={dialog} class="cheat-sheet feedback" aria-labelledby="feedback-title" data-testid="feedback" onClose={() => (desk.rooms.feedback.shown.value = false)}>
      <header>
        <h2 id="feedback-title">Feedback</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="choices" role="group" aria-label="What to look at">
        {TABS.map(([name, words]) => (
          <button key={name} type="button" class="button" aria-pressed={name === tab} data-testid={`feedback-${name}`} onClick={() => void room.show(name)}>
            {words}
          </button>
        ))}
      </div>
      {room.trouble.value !== null && (
        <p class="form-trouble" role="alert" data-testid="feedback-trouble">
          {room.trouble.value}
        </p>
      )}
      {tab === "recovery" && <RecoveryTasks {...props} />}
      {tab === "ratings" && <Figures {...props} />}
      {tab === "comments" && <CommentGroups {...props} />}
      {tab === "changes" && <Changes {...props} />}
      {tab === "held" && <HeldFigures {...props} />}
    </dialog>
  );
}
