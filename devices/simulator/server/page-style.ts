/** What all pages of the simulator look like. */
export const STYLE = `
  body { font: 15px/1.4 system-ui, sans-serif; margin: 0 auto; max-width: 68rem; padding: 1rem; background: #11151c; color: #d5dbe5; }
  h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin: 1.2rem 0 .4rem; color: #9fb4d0; }
  a { color: #8cc4ff; } table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; vertical-align: top; }
  th { font-weight: normal; color: #8793a5; } .columns { display: flex; flex-wrap: wrap; gap: 2rem; }
  button, select, input { font: inherit; background: #1d2430; color: inherit; border: 1px solid #3a475c; border-radius: 4px; padding: .2rem .6rem; }
  button:hover { background: #2a3547; } .bad { color: #ff8f7a; } .good { color: #86d993; }
  img, canvas { background: #000; border-radius: 4px; max-width: 100%; } input { width: 7rem; }
`;

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;
}
