// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OWN } from "../components/room-specimens";
import { Account, grouped, pathOf, type Method } from "../shared/account/account";
import { AccountDialog } from "../shared/account/account-dialog";
import { DeskError } from "../shared/http";

let place: HTMLElement;
let asked: [Method, string, unknown][];
let answers: Record<string, unknown>;
let out: boolean;

function account(): Account {
  const ask = <T,>(method: Method, path: string, body?: unknown): Promise<T> => {
    asked.push([method, path, body]);
    const answer = answers[`${method} ${path}`];
    return answer instanceof DeskError ? Promise.reject(answer) : Promise.resolve(answer as T);
  };
  return new Account(ask, (error) => (out = error.status === 401));
}

beforeEach(() => {
  asked = [];
  out = false;
  answers = { "GET ": OWN };
  place = document.createElement("div");
  document.body.replaceChildren(place);
});

afterEach(() => render(null, place));

describe("one's own account", () => {
  it("changes the password and says what ended with it", async () => {
    answers["POST /password"] = { sessions_ended: 2 };
    const own = account();
    expect(await own.changePassword("old words", "new words here")).toBe(true);
    expect(asked).toEqual([
      ["POST", "/password", { old: "old words", new: "new words here" }],
      ["GET", "", undefined],
    ]);
    expect(own.done.value).toEqual({ part: "password", words: "Your password is changed. 2 other sessions ended." });
  });

  it("says what the desk refuses where it was asked, and nothing where one has to sign in again", async () => {
    answers["POST /password"] = new DeskError(400, "invalid_field", "This is not your password.");
    const own = account();
    expect(await own.changePassword("no", "new words here")).toBe(false);
    expect(own.trouble.value).toEqual({ part: "password", words: "This is not your password." });
    answers["DELETE /sessions"] = new DeskError(401, "unauthorized", "Please sign in.");
    expect(await own.endOthers()).toBe(false);
    expect([own.trouble.value, out]).toEqual([null, true]);
  });

  it("keeps no secret once its page is closed", async () => {
    answers["POST /authenticator"] = { secret: "ABCD", address: "otpauth://x", qr: ["1"] };
    answers["POST /authenticator/confirm"] = { recovery_codes: ["1-2"] };
    const own = account();
    own.open();
    await own.begin();
    expect(own.begun.value?.secret).toBe("ABCD");
    own.close();
    expect([own.begun.value, own.shown.value]).toEqual([null, false]);
    await own.confirm("123456");
    expect(own.codes.value).toEqual(["1-2"]);
    own.close();
    expect(own.codes.value).toEqual([]);
  });

  it("ends another session by its button, and offers none for the one that one is in", async () => {
    answers["DELETE /sessions/s_2"] = null;
    const own = account();
    await own.load();
    await act(() => render(<AccountDialog account={own} />, place));
    const rows = [...place.querySelectorAll("[data-testid='own-session']")];
    expect(rows.map((row) => row.querySelector("[data-testid='end-session']") !== null)).toEqual([false, true, true]);
    await act(() => rows[1]?.querySelector<HTMLButtonElement>("[data-testid='end-session']")?.click());
    expect(asked).toContainEqual(["DELETE", "/sessions/s_2", {}]);
  });

  it("gives the focus to what was done, since the control that did it may be gone", async () => {
    answers["DELETE /sessions"] = { sessions_ended: 2 };
    const own = account();
    await own.load();
    await act(() => render(<AccountDialog account={own} />, place));
    await act(async () => {
      await own.endOthers();
    });
    expect(document.activeElement?.textContent).toBe("2 other sessions ended.");
  });
});

describe("what a secret looks like", () => {
  it("comes in fours", () => {
    expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
  });

  it("is drawn run by run", () => {
    expect(pathOf(["110", "001", "000"])).toBe("M0 0h2v1h-2zM2 1h1v1h-1z");
  });
});
