import type { Report } from "../contract";
import { across, path, up } from "../curve";
import { Picture } from "./picture";

const whole = (share: number) => `${Math.round(100 * share)} %`;

/** Whether "90 % sure" is right nine times in ten. */
export function CalibrationPicture({ calibration }: { calibration: Report["crossed"]["calibration"] }) {
  const found = calibration.filter(({ count }) => count > 0);
  if (found.length === 0) return null;
  const most = Math.max(...found.map(({ count }) => count));
  return (
    <section class="card" data-testid="calibration">
      <h2>Whether it knows how sure it is</h2>
      <Picture
        says={`How often it is right, by how sure it is: ${found.map(({ sure, right }) => `${whole(sure)} sure, ${whole(right)} right`).join("; ")}.`}
        bottom={whole}
        side={whole}
        bottomName="how sure it is"
        table={<Figures points={found} />}
      >
        <path class="line ideal" d={path([[0, 0], [1, 1]])} />
        <path class="line answered" d={path(found.map(({ sure, right }) => [sure, right] as const))} />
        {found.map(({ sure, right, count }) => (
          <circle key={sure} class="dot answered" cx={across(sure)} cy={up(right)} r={3 + (5 * count) / most} />
        ))}
      </Picture>
      <p class="quiet-note">On the dashed line it is right as often as it says. Larger dots are more examples.</p>
    </section>
  );
}

function Figures({ points }: { points: readonly { sure: number; right: number; count: number }[] }) {
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">Sure</th>
          <th scope="col">Right</th>
          <th scope="col">Examples</th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ sure, right, count }) => (
          <tr key={sure}>
            <th scope="row">{whole(sure)}</th>
            <td>{whole(right)}</td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
