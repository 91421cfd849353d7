import type { TargetedInputEvent } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Field {
  label: string;
  value: string;
  set: (value: string) => void;
  testId: string;
  autocomplete: "current-password" | "new-password" | "one-time-code";
  /** Shown as it is typed. */
  legible?: boolean;
  /** Has the focus as soon as it is there. */
  first?: boolean;
  most: number;
  least?: number;
  describedBy?: string;
  numeric?: boolean;
}

/** A field for a password or a code. */
export function SecretField({ label, value, set, testId, autocomplete, legible = false, first = false, most, least, describedBy, numeric = false }: Field) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (first) field.current?.focus();
  }, []);
  const kind = legible ? { type: "text" as const } : { type: "password" as const };
  return (
    <label>
      {label}
      <input
        ref={field}
        {...kind}
        required
        autocomplete={autocomplete}
        minLength={least}
        maxLength={most}
        aria-describedby={describedBy}
        inputMode={numeric ? "numeric" : undefined}
        value={value}
        data-testid={testId}
        onInput={(event: TargetedInputEvent<HTMLInputElement>) => set(event.currentTarget.value)}
      />
    </label>
  );
}
