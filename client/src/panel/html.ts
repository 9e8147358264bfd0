/** The document of the webview: nothing in it comes from a configuration or from a network. */

export interface HtmlOptions {
  /** Of the bundled script and style sheet, as the webview may load them. */
  readonly script: string;
  readonly style: string;
  /** Of this document only. */
  readonly nonce: string;
}

/** Scripts and styles run by the nonce alone; there are no images, frames, fonts, forms or connections. */
export function panelHtml({ script, style, nonce }: HtmlOptions): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nginx Handshake</title>
<link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body>
<div id="tabs" role="tablist" aria-label="nginx Handshake" hidden></div>
<main id="page" tabindex="-1"></main>
<div id="news" class="unseen" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
