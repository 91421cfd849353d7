// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Console } from "../agent/console";
import { memoryFiles } from "../shared/files/file-store";
import { SignIn } from "../shared/sign-in";
import { memoryStorage } from "../shared/storage";

let place: HTMLElement;
let sent: unknown[];

/** The desk's side: the password is right, and this colleague has an authenticator. */
function desk(_path: string, init: RequestInit = {}): Response {
  const body = JSON.parse(init.body as string) as { code: string | null };
  sent.push(body);
  const refused =
    body.code === null
      ? { code: "code_required", message: "Please type the code of your authenticator." }
      : { code: "unauthorized", message: "This code is not right, or it was used before." };
  return Response.json(refused, { status: 401 });
}

function type(name: string, value: string): void {
  const input = place.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (input === null) throw new Error(`no field ${name}`);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

async function submit(): Promise<void> {
  place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await act(() => new Promise((done) => setTimeout(done, 20)));
}

beforeEach(() => {
  sent = [];
  place = document.createElement("div");
  document.body.replaceChildren(place);
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => Promise.resolve(desk(path, init)));
});

afterEach(() => {
  render(null, place);
  vi.unstubAllGlobals();
});

describe("signing in", () => {
  it("asks for the authenticator's code only when the desk does, and then sends it", async () => {
    await act(() => render(<SignIn desk={new Console(memoryStorage(), memoryFiles()).entrance} to="the desk" />, place));
    expect(place.querySelector('[data-testid="sign-in-code"]')).toBeNull();
    await act(() => type("email", "maya@warmhand.example"));
    await act(() => type("password", "warm-lamp-oak"));
    await submit();
    expect(place.querySelector('[role="alert"]')).toBeNull();
    expect(place.querySelector('[data-testid="sign-in-code"]')).not.toBeNull();
    await act(() => type("code", " 123456 "));
    await submit();
    expect(sent).toEqual([
      { email: "maya@warmhand.example", password: "warm-lamp-oak", code: null },
      { email: "maya@warmhand.example", password: "warm-lamp-oak", code: "123456" },
    ]);
    expect(place.querySelector('[role="alert"]')?.textContent).toContain("used before");
  });
});
