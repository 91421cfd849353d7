import { useId, useState } from "preact/hooks";
import type { Caps, Cause, MatrixDraft, Rule, Standing } from "../../shared/gift-types";
import { calendar } from "../../shared/time";
import { ANSWERS, CAUSES, decimal, GIFTS, minorOf } from "../gift-words";
import type { MatrixEditor} from "../matrix";
import { GIFT_ROW, rowsOf, ruleOf, STANDINGS, withCap, withRule } from "../matrix";
import { spoken } from "../words";

const CALENDAR = calendar("en-GB");
const NAMES: Record<Standing, string> = { bot: "Assistant", agent: "Agents", supervisor: "Supervisors", admin: "Admins" };
const CAP_NAMES: Record<keyof Caps, string> = { case: "For one order", customer: "To one customer in 30 days", agent: "By one person in 7 days" };
const TIERS: readonly Rule["tier"][] = ["any", "standard", "silver", "gold"];

/** The matrix: read, rewritten, and tried against the last 30 days before it holds. */
export function MatrixRoom({ editor, admin }: { editor: MatrixEditor; admin: boolean }) {
  const [standing, setStanding] = useState<Standing>("agent");
  const now = editor.now.value;
  const draft = editor.draft.value;
  const mine = admin || standing === "agent" || standing === "bot";
  return (
    <>
      {now === null || draft === null ? (
        editor.trouble.value === null && <div class="skeleton" />
      ) : (
        <>
          <p class="quiet-note" data-testid="matrix-version">
            Version {now.matrix.version}, by {now.matrix.by}: {now.matrix.why}
          </p>
          <div class="choices" role="group" aria-label="Whose authority">
            {STANDINGS.map((each) => (
              <button key={each} type="button" class="button" aria-pressed={each === standing} data-testid={`standing-${each}`} onClick={() => setStanding(each)}>
                {NAMES[each]}
              </button>
            ))}
          </div>
          {!mine && <p class="quiet-note">Only admins change what supervisors and admins may give.</p>}
          <fieldset class="plain" disabled={!mine}>
            <legend class="unseen">{NAMES[standing]}</legend>
            <Rules editor={editor} draft={draft} standing={standing} currency={now.matrix.currency} />
            <CapFields editor={editor} draft={draft} standing={standing} currency={now.matrix.currency} />
          </fieldset>
          <Approvers editor={editor} draft={draft} people={now.approvers} />
          <Saving editor={editor} />
          <Versions editor={editor} />
        </>
      )}
      {editor.trouble.value !== null && (
        <p class="form-trouble" role="alert" data-testid="matrix-trouble">
          {editor.trouble.value}
        </p>
      )}
    </>
  );
}

interface PartProps {
  editor: MatrixEditor;
  draft: MatrixDraft;
}

function Rules({ editor, draft, standing, currency }: PartProps & { standing: Standing; currency: string }) {
  const [added, setAdded] = useState<Pick<Rule, "tier" | "cause">[]>([]);
  const [tier, setTier] = useState<Rule["tier"]>("gold");
  const [cause, setCause] = useState<Cause | "any">("any");
  const about = useId();
  const written = rowsOf(draft, standing);
  const rows = [...written, ...added.filter((one) => !written.some((other) => other.tier === one.tier && other.cause === one.cause))];
  const gifts = standing === "bot" ? GIFT_ROW.filter((gift) => gift === "voucher") : GIFT_ROW;
  return (
    <>
      <p class="about-table" id={about}>
        Most for one gift ({currency}); an empty field gives nothing, or what the plain row says
      </p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Most for one gift">
        <table aria-labelledby={about}>
          <thead>
            <tr>
              <th scope="col">Customer, reason</th>
              {gifts.map((gift) => (
                <th key={gift} scope="col">
                  {GIFTS[gift]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${standing} ${row.tier} ${row.cause}`}>
                <th scope="row">{rowWords(row)}</th>
                {gifts.map((gift) => (
                  <td key={gift}>
                    <AmountField
                      label={`${GIFTS[gift]}, ${rowWords(row)}`}
                      minor={ruleOf(draft, { standing, ...row, gift })?.up_to ?? null}
                      currency={currency}
                      testId={`rule-${standing}-${row.tier}-${row.cause}-${gift}`}
                      change={(minor) => editor.change((before) => withRule(before, { standing, ...row, gift }, minor))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="choices add-row">
        <select aria-label="Customers" value={tier} onChange={(event) => setTier(event.currentTarget.value as Rule["tier"])}>
          {TIERS.map((one) => (
            <option key={one} value={one}>
              {one === "any" ? "All customers" : `${spoken(one)} customers`}
            </option>
          ))}
        </select>
        <select aria-label="Reason" value={cause} onChange={(event) => setCause(event.currentTarget.value as Cause | "any")}>
          <option value="any">Any reason</option>
          {(Object.keys(CAUSES) as Cause[]).map((one) => (
            <option key={one} value={one}>
              {CAUSES[one]}
            </option>
          ))}
        </select>
        <button type="button" class="button" onClick={() => setAdded([...added, { tier, cause }])}>
          Add a row
        </button>
      </div>
    </>
  );
}

function CapFields({ editor, draft, standing, currency }: PartProps & { standing: Standing; currency: string }) {
  const caps = draft.caps[standing] ?? { case: 0, customer: 0, agent: 0 };
  return (
    <div class="cap-fields">
      {(Object.keys(CAP_NAMES) as (keyof Caps)[]).map((name) => (
        <label key={`${standing} ${name}`} class="note">
          {CAP_NAMES[name]}
          <AmountField
            label={CAP_NAMES[name]}
            minor={caps[name]}
            currency={currency}
            testId={`cap-${standing}-${name}`}
            change={(minor) => editor.change((before) => withCap(before, standing, name, minor ?? 0))}
          />
        </label>
      ))}
    </div>
  );
}

function Approvers({ editor, draft, people }: PartProps & { people: { id: string; name: string }[] }) {
  const { approvers } = draft;
  const choose = (name: "first" | "deputy", id: string) =>
    editor.change((before) => ({ ...before, approvers: { ...before.approvers, [name]: id === "" ? null : id } }));
  return (
    <div class="cap-fields">
      {(["first", "deputy"] as const).map((name) => (
        <label key={name} class="note">
          {name === "first" ? "Asked first for approval" : "Then the deputy"}
          <select value={approvers[name] ?? ""} data-testid={`approver-${name}`} onChange={(event) => choose(name, event.currentTarget.value)}>
            <option value="">{name === "first" ? "All at once" : "Nobody in particular"}</option>
            {people.map(({ id, name: shown }) => (
              <option key={id} value={id}>
                {shown}
              </option>
            ))}
          </select>
        </label>
      ))}
      <label class="note">
        Minutes for each
        <input
          type="number"
          min={1}
          max={240}
          value={approvers.minutes}
          onInput={(event) => editor.change((before) => ({ ...before, approvers: { ...before.approvers, minutes: Number(event.currentTarget.value) } }))}
        />
      </label>
      <label class="note">
        Minutes to take back
        <input type="number" min={0} max={60} value={draft.undo_minutes} onInput={(event) => editor.change((before) => ({ ...before, undo_minutes: Number(event.currentTarget.value) }))} />
      </label>
    </div>
  );
}

function Saving({ editor }: { editor: MatrixEditor }) {
  const preview = editor.preview.value;
  return (
    <form
      class="resolve-form"
      onSubmit={(event) => {
        event.preventDefault();
        void editor.save();
      }}
    >
      {preview !== null && (
        <div role="status" data-testid="matrix-preview">
          <p>
            {preview.changed === 0
              ? `Nothing would have been different in the last 30 days (${preview.asked} gifts).`
              : `${preview.changed} of ${preview.asked} gifts of the last 30 days would have been answered otherwise:`}
          </p>
          <ul class="past">
            {preview.gifts.map((gift) => (
              <li key={gift.grant_id}>
                {gift.by}, {gift.says}
                <span class="quiet-note">
                  {ANSWERS[gift.before]} → {ANSWERS[gift.after]}. {gift.why}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <label class="note">
        Why this version
        <input maxLength={300} required value={editor.why.value} data-testid="matrix-why" onInput={(event) => (editor.why.value = event.currentTarget.value)} />
      </label>
      {editor.kept.value && <p role="status">This version holds from now on.</p>}
      <div class="dock-verbs">
        <button type="button" class="button" data-testid="matrix-look" onClick={() => void editor.look()}>
          What would change
        </button>
        <button type="submit" class="button primary" data-testid="matrix-save">
          Put in force
        </button>
      </div>
    </form>
  );
}

function Versions({ editor }: { editor: MatrixEditor }) {
  const versions = editor.now.value?.versions ?? [];
  if (versions.length === 0) return null;
  return (
    <details>
      <summary>Versions so far</summary>
      <ul class="past">
        {versions.map((one) => (
          <li key={one.version}>
            <strong>{one.version}</strong> {one.why}
            <span class="quiet-note">
              {one.by}, {CALENDAR.day(one.at, new Date())}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface AmountFieldProps {
  label: string;
  minor: number | null;
  currency: string;
  testId: string;
  change: (minor: number | null) => void;
}

function AmountField({ label, minor, currency, testId, change }: AmountFieldProps) {
  const [typed, setTyped] = useState(minor === null ? "" : decimal(minor, currency));
  const odd = typed.trim() !== "" && minorOf(typed, currency) === null;
  return (
    <input
      inputMode="decimal"
      autocomplete="off"
      aria-label={label}
      aria-invalid={odd}
      value={typed}
      data-testid={testId}
      onInput={(event) => {
        const said = event.currentTarget.value;
        setTyped(said);
        const amount = minorOf(said, currency);
        if (said.trim() === "" || amount !== null) change(amount);
      }}
    />
  );
}

function rowWords({ tier, cause }: Pick<Rule, "tier" | "cause">): string {
  const whom = tier === "any" ? "All customers" : `${spoken(tier)} customers`;
  return cause === "any" ? whom : `${whom}, ${CAUSES[cause].toLowerCase()}`;
}
