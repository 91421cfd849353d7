import type { Console } from "../agent/console";
import { MatrixEditor } from "../agent/matrix";
import type { OpenConversation } from "../agent/open-conversation";
import { ApprovalsNotice, ApprovalsRoom } from "../agent/parts/approvals-dialog";
import { GiftForm, VerdictBox } from "../agent/parts/gift-form";
import { GiftLedger } from "../agent/parts/gift-ledger";
import { MatrixRoom } from "../agent/parts/matrix-room";
import { APPROVALS, LEDGER, MATRIX, OFFERS, PREVIEW, VERDICTS } from "./gift-specimens";
import { Section, Specimen } from "./page";
import { ORDER } from "./specimens";

const nothing = () => undefined;

interface Makers {
  desk: () => Console;
  conversation: (desk: Console) => OpenConversation;
}

/** Making good: the form, what was given, what waits for a decision. */
export function Gifts({ desk, conversation }: Makers) {
  const shown = desk();
  const form = (change: (open: OpenConversation) => void) => {
    const open = conversation(shown);
    // Nobody is to be asked here.
    open.gifts.look = () => Promise.resolve();
    open.gifts.check = () => Promise.resolve();
    open.gifts.wanted.value = true;
    change(open);
    return <GiftForm gifts={open.gifts} order={ORDER} first />;
  };
  const ledger = (value: OpenConversation["gifts"]["ledger"]["value"]) => {
    const open = conversation(shown);
    open.gifts.ledger.value = value;
    return <GiftLedger desk={shown} open={open} />;
  };
  return (
    <Section name="Making good">
      <Specimen state="offered">{form((open) => (open.gifts.offers.value = new Map([[ORDER.number, OFFERS]])))}</Specimen>
      <Specimen state="offers loading">{form(nothing)}</Specimen>
      <Specimen state="offers failed">
        {form((open) => (open.gifts.offers.value = new Map([[ORDER.number, "The shop does not answer just now."]])))}
      </Specimen>
      {[null, ...VERDICTS, "The shop does not answer just now."].map((verdict) => (
        <Specimen key={JSON.stringify(verdict)} state={`verdict: ${verdict === null ? "none yet" : typeof verdict === "string" ? "failed" : verdict.answer}`}>
          <VerdictBox verdict={verdict} currency="EUR" />
        </Specimen>
      ))}
      <Specimen state="given, in every state">{ledger({ state: "ready", value: LEDGER })}</Specimen>
      <Specimen state="ledger failed">{ledger({ state: "failed", words: "The desk does not answer just now." })}</Specimen>
    </Section>
  );
}

/** What waits for a yes, and the matrix behind it. */
export function Authority({ desk }: Makers) {
  const asked = (change: (one: Console) => void) => {
    const made = desk();
    change(made);
    return made;
  };
  const waiting = asked((one) => {
    one.rooms.approvals.list.value = APPROVALS;
    one.rooms.approvals.count.value = APPROVALS.length;
  });
  const troubled = asked((one) => (one.rooms.approvals.trouble.value = "Somebody else decided this a moment ago."));
  const editors: [string, MatrixEditor, boolean][] = [
    ["matrix", written(), false],
    ["matrix, tried against the last 30 days, by an admin", written((editor) => (editor.preview.value = PREVIEW)), true],
    ["matrix refused", written((editor) => (editor.trouble.value = "A colleague changed the matrix meanwhile. Please look at it again.")), true],
    ["matrix loading", new MatrixEditor(waiting.desk), false],
  ];
  return (
    <Section name="Authority">
      <Specimen state="somebody is asked">
        <ApprovalsNotice approvals={waiting.rooms.approvals} />
      </Specimen>
      <Specimen state="approvals">
        <div class="approvals">
          <ApprovalsRoom desk={waiting} at={0} close={nothing} />
        </div>
      </Specimen>
      <Specimen state="approvals, none left, one decided by somebody else">
        <ApprovalsRoom desk={troubled} at={0} close={nothing} />
      </Specimen>
      {editors.map(([state, editor, admin]) => (
        <Specimen key={state} state={state} wide>
          <div class="matrix">
            <MatrixRoom editor={editor} admin={admin} />
          </div>
        </Specimen>
      ))}
    </Section>
  );

  function written(change: (editor: MatrixEditor) => void = nothing): MatrixEditor {
    const editor = new MatrixEditor(waiting.desk);
    editor.now.value = MATRIX;
    editor.draft.value = MATRIX.matrix;
    change(editor);
    return editor;
  }
}
