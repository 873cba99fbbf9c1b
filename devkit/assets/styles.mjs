/** Sass sources to CSS, and its mirror image for scripts that run from right to left. */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const TAKEN_IN = "#taken-in";

export function styleBuilder({ assets, nodeModules, production, require, searched }) {
	const sass = require("sass");
	const prefixer = require("postcss")([require("autoprefixer")]);
	const rtlcss = require("rtlcss");

	/** CSS of one source text; `origin` is the file that it stands in. */
	function compile(source, origin) {
		// Sass leaves an import that ends in .css to the browser; with a mark behind it, the file is taken in
		const marked = source.replace(/(@import\s+["'][^"']+\.css)(?=["'])/g, `$1${TAKEN_IN}`);
		const { css } = sass.compileString(marked, {
			url: pathToFileURL(origin),
			loadPaths: searched,
			importers: [{ findFileUrl: (name) => locate(name, path.dirname(origin)) }],
			style: production ? "compressed" : "expanded",
			// Bootstrap 4 and Frappe are full of syntax that later Sass gives up; the version here is pinned
			logger: { warn: (message, { deprecation }) => deprecation || console.warn(message) },
		});
		return prefixer.process(css, { from: undefined }).css;
	}

	/** What Sass does not find by itself: packages marked with a tilde, and plain CSS. */
	function locate(name, folder) {
		if (name.startsWith("~")) return pathToFileURL(path.join(nodeModules, name.slice(1)));
		if (!name.endsWith(TAKEN_IN)) return null;
		const wanted = name.slice(0, -TAKEN_IN.length);
		const places = [folder, ...searched].map((place) => path.join(place, wanted));
		const found = places.find((place) => fs.existsSync(place));
		return found ? pathToFileURL(found) : null;
	}

	function build(bundles) {
		return bundles.flatMap(({ app, name, source }) => {
			const css = compile(fs.readFileSync(source, "utf8"), source);
			const hash = createHash("sha256").update(css).digest("hex").slice(0, 8).toUpperCase();
			const place = (kind) => path.join(assets, app, "dist", kind, `${name}.${hash}.css`);
			return [
				{ file: place("css"), contents: css },
				{ file: place("css-rtl"), contents: rtlcss.process(css) },
			];
		});
	}

	return { build, compile };
}
