// Checks rendered mails: `node check.mjs FOLDER` looks at every *.html in it, with
//   caniemail      nothing that Gmail, Outlook, Apple Mail or Yahoo lacks, but for extras.json
//   html-validate  sound HTML, its rules against what mail needs left out
//   axe-core       nothing serious for people who cannot see well, in light and in dark
//   plain words    no svg, math, form, script, frame, plugin, or picture in a data: address
// and prints one JSON line for each fault. vnu is Java and is run beside this one.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { caniemail } from 'caniemail';
// Its data knows Outlook on the web; its list of clients leaves it out.
import { clientNames } from './node_modules/caniemail/dist/clients.js';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const CLIENTS = [
  'gmail.*',
  'outlook.windows',
  'outlook.macos',
  'outlook.ios',
  'outlook.android',
  'outlook.outlook-com',
  'apple-mail.*',
  'yahoo.*',
];
clientNames.push('outlook.outlook-com');
const FORBIDDEN =
  /<(svg|math|form|input|button|video|audio|script|iframe|object|embed|link|base)\b|\bsrc="data:|@import|@font-face/gi;
const RULES = {
  'no-conditional-comment': 'off',
  'no-deprecated-attr': 'off',
  'no-inline-style': 'off',
  'prefer-native-element': 'off',
};
const AXE = createRequire(import.meta.url).resolve('axe-core');

const extras = new Set(Object.keys(JSON.parse(readFileSync(new URL('extras.json', import.meta.url)))));
const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: RULES });
let faults = 0;

function report(file, tool, what) {
  faults += 1;
  console.log(JSON.stringify({ file, tool, what }));
}

function checkClients(file, html) {
  const lacking = new Map();
  for (const [client, issues] of caniemail({ clients: CLIENTS, html }).issues.errors)
    for (const { title } of issues)
      if (!extras.has(title)) lacking.set(title, (lacking.get(title) ?? new Set()).add(client));
  for (const [title, clients] of lacking) report(file, 'caniemail', `${title}: ${[...clients].join(', ')}`);
}

async function checkMarkup(file, html) {
  for (const result of (await validator.validateString(html)).results)
    for (const { line, column, ruleId, message } of result.messages)
      report(file, 'html-validate', `${line}:${column} ${ruleId}: ${message}`);
}

function checkWords(file, html) {
  for (const found of html.matchAll(FORBIDDEN)) report(file, 'forbidden', found[0]);
}

async function checkAccess(browser, folder, file) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ colorScheme });
    await page.route(/^https?:/, (route) => route.abort());
    await page.goto(pathToFileURL(join(folder, file)).href);
    await page.addScriptTag({ path: AXE });
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        report(file, `axe (${colorScheme})`, `${id}: ${nodes[0].html.slice(0, 120)}`);
    await page.close();
  }
}

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith('.html')).sort();
if (files.length === 0) throw new Error(`there is no mail in ${folder}`);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
for (const file of files) {
  const html = readFileSync(join(folder, file), 'utf8');
  checkClients(file, html);
  await checkMarkup(file, html);
  checkWords(file, html);
  await checkAccess(browser, folder, file);
}
await browser.close();
process.exitCode = faults === 0 ? 0 : 1;
