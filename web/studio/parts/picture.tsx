import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { FRAME, across, up } from "../curve";

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

interface Drawn {
  /** What the picture shows, in a sentence: it is the picture for who cannot see it, together with the table. */
  says: string;
  /** Names along the bottom and up the side, for 0, a quarter and so on. */
  bottom: (share: number) => string;
  side: (share: number) => string;
  bottomName: string;
  table: ComponentChildren;
  children: ComponentChildren;
}

/** A picture with its scales, and the same in figures. */
export function Picture({ says, bottom, side, bottomName, table, children }: Drawn) {
  const id = useId();
  return (
    <figure class="picture">
      <svg viewBox={`0 0 ${FRAME.width} ${FRAME.height}`} role="img" aria-labelledby={id}>
        <title id={id}>{says}</title>
        {QUARTERS.map((share) => (
          <g key={share} class="scale">
            <line x1={across(0)} x2={across(1)} y1={up(share)} y2={up(share)} />
            <text x={across(0) - 6} y={up(share) + 4} class="end">
              {side(share)}
            </text>
            <text x={across(share)} y={up(0) + 16} class="middle">
              {bottom(share)}
            </text>
          </g>
        ))}
        <text x={across(0.5)} y={FRAME.height - 3} class="middle name">
          {bottomName}
        </text>
        {children}
      </svg>
      <details>
        <summary>In figures</summary>
        {table}
      </details>
    </figure>
  );
}
