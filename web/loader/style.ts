/** Styles of the launcher, inside its shadow root: the shop's style sheet cannot reach them, nor they the shop. */
export const STYLE = `
:host{all:initial;position:fixed;inset:auto 0 0 auto;width:0;height:0;z-index:2147483000;
--a:light-dark(#17635a,#5cc2b0);--t:light-dark(#fff,#08201c);color-scheme:light dark;
font:500 14px/1 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
button{position:fixed;bottom:20px;bottom:calc(20px + env(safe-area-inset-bottom));right:20px;width:56px;height:56px;
padding:0;border:0;border-radius:28px;background:var(--a);color:var(--t);cursor:pointer;
box-shadow:0 2px 6px rgb(0 0 0/.16),0 8px 24px rgb(0 0 0/.14);display:grid;place-items:center}
:host([data-side=left]) button{right:auto;left:20px}
button:hover{filter:brightness(1.08)}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #1d5fd1}
svg{width:26px;height:26px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.badge{position:absolute;top:-4px;right:-4px;min-width:22px;height:22px;padding:0 6px;box-sizing:border-box;
border-radius:11px;border:2px solid #fff;background:#b3261e;color:#fff;font-size:12px;font-weight:600;line-height:18px;
text-align:center}
[hidden]{display:none!important}
iframe{position:fixed;right:20px;bottom:88px;bottom:calc(88px + env(safe-area-inset-bottom));width:360px;height:620px;
max-height:calc(100vh - 108px);border:0;border-radius:16px;background:Canvas;
box-shadow:0 4px 12px rgb(0 0 0/.1),0 16px 48px rgb(0 0 0/.2);animation:rise .15s ease-out}
:host([data-side=left]) iframe{right:auto;left:20px}
@keyframes rise{from{opacity:0;transform:translateY(8px)}}
@media (max-width:480px),(max-height:480px){iframe{inset:0;width:100%;height:100vh;height:100dvh;max-height:none;
border-radius:0;box-shadow:none}:host([data-open]) button{display:none}}
@media (prefers-reduced-motion:reduce){iframe{animation:none}}
@media print{:host{display:none}}
`;
