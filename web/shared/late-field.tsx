import { useState } from "preact/hooks";

interface LateFieldProps {
  value: string;
  /** Whoever typed is done: Enter, or on to something else. */
  done: (typed: string) => void;
  "data-testid": string;
  "aria-label"?: string;
  placeholder?: string;
  maxLength?: number;
}

/** A field whose words count when they are finished. Until then they are its own: whatever arrives meanwhile draws all anew. */
export function LateField({ value, done, ...rest }: LateFieldProps) {
  const [typed, setTyped] = useState(value);
  return <input {...rest} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} onChange={(event) => done(event.currentTarget.value)} />;
}
