import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "../../shared/icons";
import { LANGUAGES, language, t, type Key } from "../../shared/words";

export interface MenuProps {
  canAsk: boolean;
  begun: boolean;
  canEnd: boolean;
  canMail: boolean;
  verified: boolean;
  requestAgent: () => void;
  endChat: () => void;
  saveTranscript: () => void;
  mailTranscript: (email: string) => Promise<boolean>;
  aboutMe: () => void;
  erase: () => void;
  setLanguage: (code: string) => void;
  clear: () => void;
}

type Shown = "nothing" | "choices" | "end" | "copy" | "language" | "erase" | "clear";

/** The ⋯ button: everything one can do with the chat. Arrow keys move, Escape closes it before it closes the chat. */
export function Menu(props: MenuProps) {
  const [shown, show] = useState<Shown>("nothing");
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (shown === "nothing") return;
    box.current?.querySelector<HTMLElement>("button, input")?.focus();
    const away = (event: PointerEvent) => {
      const target = event.target as Node;
      if (box.current?.contains(target) !== true && button.current?.contains(target) !== true) show("nothing");
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [shown]);

  const leave = () => {
    show("nothing");
    button.current?.focus();
  };
  const then = (step: () => void) => () => {
    leave();
    step();
  };
  return (
    <div class="menu-place">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={t("more")}
        aria-haspopup="true"
        aria-expanded={shown !== "nothing"}
        data-testid="menu"
        onClick={() => show(shown === "nothing" ? "choices" : "nothing")}
      >
        <Icon name="more" />
      </button>
      {shown !== "nothing" && (
        <div
          ref={box}
          class={shown === "choices" || shown === "language" ? "menu" : "menu ask"}
          onKeyDown={(event) => steer(event, box.current, leave)}
        >
          {shown === "choices" && <Choices {...props} show={show} then={then} />}
          {shown === "language" &&
            LANGUAGES.map(({ code, name }) => (
              <button
                key={code}
                type="button"
                lang={code}
                aria-pressed={code === language.value.code}
                data-testid={`language-${code}`}
                onClick={then(() => props.setLanguage(code))}
              >
                {code === language.value.code && <Icon name="check" />} {name}
              </button>
            ))}
          {shown === "copy" && <Copy {...props} done={leave} />}
          {shown === "end" && <Question words="end_question" yes="end_chat" id="end-chat-confirm" keep={leave} go={then(props.endChat)} />}
          {shown === "erase" && (
            <Question words="erase_question" yes="erase_confirm" id="erase-confirm" keep={leave} go={then(props.erase)} />
          )}
          {shown === "clear" && (
            <Question
              words={props.verified ? "clear_known" : "clear_visitor"}
              yes="clear_chat"
              id="clear-chat-confirm"
              keep={leave}
              go={then(props.clear)}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface ChoicesProps extends MenuProps {
  show: (what: Shown) => void;
  then: (step: () => void) => () => void;
}

function Choices({ canAsk, begun, canEnd, verified, requestAgent, aboutMe, show, then }: ChoicesProps) {
  return (
    <>
      {canAsk && <Item id="request-agent" icon="person" words="talk_to_person" choose={then(requestAgent)} />}
      {canEnd && <Item id="end-chat" icon="check" words="end_chat" choose={() => show("end")} />}
      {begun && <Item id="copy-chat" icon="save" words="transcript" choose={() => show("copy")} />}
      <Item id="choose-language" icon="more" words="language" choose={() => show("language")} />
      {begun && verified && <Item id="about-me" icon="person" words="about_me" choose={then(aboutMe)} />}
      <Item id="clear-chat" icon="end" words="clear_chat" choose={() => show("clear")} />
      {begun && <Item id="erase" icon="close" words="erase" choose={() => show("erase")} />}
    </>
  );
}

function Item({ id, icon, words, choose }: { id: string; icon: IconName; words: Key; choose: () => void }) {
  return (
    <button type="button" data-testid={id} onClick={choose}>
      <Icon name={icon} /> {t(words)}
    </button>
  );
}

function Copy({ canMail, verified, saveTranscript, mailTranscript, done }: MenuProps & { done: () => void }) {
  const [email, setEmail] = useState("");
  const send = async () => {
    await mailTranscript(email);
    done();
  };
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <button
        type="button"
        class="button"
        data-testid="transcript-file"
        onClick={() => {
          done();
          saveTranscript();
        }}
      >
        {t("transcript_file")}
      </button>
      {canMail && (
        <>
          <label>
            {t(verified ? "email_other" : "email")}
            <input
              type="email"
              autocomplete="email"
              required={!verified}
              maxLength={254}
              value={email}
              data-testid="transcript-email"
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="button primary" data-testid="transcript-mail">
            {t("transcript_mail")}
          </button>
        </>
      )}
    </form>
  );
}

function Question(props: { words: Key; yes: Key; id: string; keep: () => void; go: () => void }) {
  return (
    <div role="group" aria-labelledby="question-words">
      <p id="question-words">{t(props.words)}</p>
      <div class="choices">
        <button type="button" class="plain" onClick={props.keep}>
          {t("back")}
        </button>
        <button type="button" class="plain strong" data-testid={props.id} onClick={props.go}>
          {t(props.yes)}
        </button>
      </div>
    </div>
  );
}

function steer(event: KeyboardEvent, box: HTMLElement | null, leave: () => void): void {
  if (event.key === "Escape") {
    event.preventDefault();
    leave();
    return;
  }
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || box === null) return;
  event.preventDefault();
  const choices = [...box.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement as HTMLButtonElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  choices[(at + step + choices.length) % choices.length]?.focus();
}
