/** Styles of the launcher, inside its shadow root: the shop's style sheet cannot reach them, nor they the shop. */
export const STYLE = `
:host{all:initial;position:fixed;inset:auto 0 0 auto;width:0;height:0;z-index:var(--warmhand-z,2147483000);
--x:var(--warmhand-side,20px);--y:var(--warmhand-bottom,20px);
--a:light-dark(#17635a,#5cc2b0);--t:light-dark(#fff,#08201c);color-scheme:light dark;
font:500 14px/1 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
button{font:inherit;cursor:pointer;border:0}
[data-testid=launcher]{position:fixed;bottom:calc(var(--y) + env(safe-area-inset-bottom));right:var(--x);width:56px;height:56px;
padding:0;border-radius:var(--warmhand-button-radius,28px);background:var(--a);color:var(--t);
box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.14);display:grid;place-items:center}
:host([data-side=left]) [data-testid=launcher]{right:auto;left:var(--x)}
[data-testid=launcher]:hover{filter:brightness(1.08)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #1d5fd1}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;
border-radius:11px;border:2px solid #fff;background:#b3261e;color:#fff;font-size:12px;font-weight:600;line-height:18px;
text-align:center}
[hidden]{display:none!important}
.say{position:fixed;right:var(--x);bottom:calc(var(--y) + 68px);max-width:min(260px,calc(100vw - 40px));display:flex;
border-radius:14px;background:Canvas;color:CanvasText;box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.14)}
:host([data-side=left]) .say{right:auto;left:var(--x)}
.say button{min-height:44px;padding:12px 4px 12px 16px;background:none;color:inherit;text-align:start;line-height:1.4;border-radius:14px}
.say .wave{min-width:44px;padding:0;font-size:20px;text-align:center}
iframe{position:fixed;right:var(--x);bottom:calc(var(--y) + 68px + env(safe-area-inset-bottom));width:360px;height:620px;
max-height:calc(100vh - var(--y) - 88px);border:0;border-radius:var(--warmhand-radius,16px);background:Canvas;
box-shadow:0 4px 12px rgb(0 0 0/.1),0 16px 48px rgb(0 0 0/.2);animation:rise .15s ease-out}
:host([data-side=left]) iframe{right:auto;left:var(--x)}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
@media (max-width:480px),(max-height:480px){iframe{inset:0;width:100%;height:100vh;height:100dvh;max-height:none;
border-radius:0;box-shadow:none}:host([data-open]) [data-testid=launcher]{display:none}}
@media (prefers-reduced-motion:reduce){iframe{animation:none}}
@media print{:host{display:none}}
`;
