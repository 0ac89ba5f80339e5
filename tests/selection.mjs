// SPDX-License-Identifier: GPL-3.0-or-later
// What pdf.js (Firefox) and PDFium (Chrome) give when text is copied: for each file named, a line
// of JSON with the text of each page by reader. A line ends where pdf.js's text layer has a break.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PDFiumLibrary } from "@hyzyla/pdfium";

console.log = console.warn = () => {}; // pdf.js tells here that it has no canvas
const pdfjs = createRequire(import.meta.url)("pdfjs-dist/legacy/build/pdf.js");
const pdfium = await PDFiumLibrary.init();

async function readByPdfjs(bytes) {
	const file = await pdfjs.getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
	const pages = [];
	for (let number = 1; number <= file.numPages; number++) {
		const page = await file.getPage(number);
		const content = await page.getTextContent({ disableNormalization: true });
		const texts = content.items.map((item) => item.str + (item.hasEOL ? "\n" : ""));
		pages.push(texts.join(""));
	}
	await file.destroy();
	return pages;
}

async function readByPdfium(bytes) {
	const file = await pdfium.loadDocument(bytes);
	const pages = [...file.pages()].map((page) => page.getText());
	file.destroy();
	return pages;
}

for (const path of process.argv.slice(2)) {
	const bytes = readFileSync(path);
	const texts = { "pdf.js": await readByPdfjs(bytes), PDFium: await readByPdfium(bytes) };
	process.stdout.write(JSON.stringify(texts) + "\n");
}
pdfium.destroy();
