import { useSignal } from "@preact/signals";
import { heat, matrixOf, mistakes } from "../confusion";
import type { Confusion, Report } from "../contract";
import { spoken } from "../flow";
import { FirstOf } from "./first-of";
import { named } from "./verdict-card";

const FIRST = 8;

/** What is taken for what, most often first, with the words; the whole square for who wants to look. */
export function Confusions({ crossed }: { crossed: Report["crossed"] }) {
  const square = useSignal(false);
  const found = mistakes(crossed.confusions);
  return (
    <section class="card" data-testid="confusions">
      <h2>What it mixes up</h2>
      <p class="quiet-note">{(100 * crossed.accuracy).toFixed(1)} % of the examples are read rightly by a model that did not learn them.</p>
      {found.length === 0 && <p>Nothing at all.</p>}
      <FirstOf items={found} first={FIRST}>
        {(shown) => (
          <ul class="confusions">
            {shown.map((each) => (
              <OneConfusion key={`${each.expected} ${each.read}`} confusion={each} />
            ))}
          </ul>
        )}
      </FirstOf>
      {found.length > 0 && (
        <button type="button" class="button quiet" aria-expanded={square.value} data-testid="matrix" onClick={() => (square.value = !square.value)}>
          {square.value ? "Hide the matrix" : "Show as a matrix"}
        </button>
      )}
      {square.value && <MatrixTable crossed={crossed} />}
    </section>
  );
}

function OneConfusion({ confusion: { expected, read, count, texts } }: { confusion: Confusion }) {
  return (
    <li>
      <p>
        <strong>{count}×</strong> {named(expected)} read as <strong>{named(read)}</strong>
      </p>
      <ul>
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </li>
  );
}

function MatrixTable({ crossed }: { crossed: Report["crossed"] }) {
  const { intents, cells, most } = matrixOf(crossed);
  return (
    <div class="scroll-x" role="region" aria-label="Confusion matrix" tabIndex={0}>
      <table class="matrix">
        <caption>Rows: what it is. Columns: what was read.</caption>
        <thead>
          <tr>
            <td />
            {intents.map((name) => (
              <th key={name} scope="col">
                <span>{spoken(name)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((row, at) => (
            <tr key={intents[at]}>
              <th scope="row">{named(intents[at] ?? null)}</th>
              {row.map((count, column) => (
                <td key={intents[column]} class={at === column ? "right" : `heat-${heat(count, most)}`}>
                  {count === 0 ? "" : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
