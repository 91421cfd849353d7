import type { Notices } from "../notices";

/** Whether this browser calls its agent by sound and by notices outside of the page. */
export function NoticeSwitches({ notices }: { notices: Notices }) {
  return (
    <div class="notice-switches">
      <label class="tick">
        <input type="checkbox" checked={notices.soundOn.value} data-testid="sound" onChange={(event) => notices.setSound(event.currentTarget.checked)} />
        Sound
      </label>
      <label class="tick">
        <input type="checkbox" checked={notices.desktopOn.value} data-testid="desktop-notices" onChange={(event) => void notices.setDesktop(event.currentTarget.checked)} />
        Notices
      </label>
      {notices.trouble.value !== null && (
        <p class="quiet-note" role="status">
          {notices.trouble.value}
        </p>
      )}
    </div>
  );
}
