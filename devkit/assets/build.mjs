/**
 * The asset build for a Frappe that came from a package registry, without its own.
 *
 *     node build.mjs --bench <folder> --node-modules <folder> --apps frappe,deputy_liaison [--production]
 *
 * Every `*.bundle.js|ts|scss|css` below an app's public folder becomes one file below `public/dist`, with a
 * hash in its name; `sites/assets/assets.json` tells Frappe which file stands for which bundle.
 */

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";

import { scriptBuilder } from "./scripts.mjs";
import { styleBuilder } from "./styles.mjs";

const { values: options } = parseArgs({
	options: {
		bench: { type: "string" },
		"node-modules": { type: "string" },
		apps: { type: "string" },
		production: { type: "boolean", default: false },
	},
});
for (const name of ["bench", "node-modules", "apps"]) {
	if (!options[name]) throw new Error(`--${name} is missing`);
}
const started = Date.now();
const bench = path.resolve(options.bench);
const nodeModules = path.resolve(options["node-modules"]);
const assets = path.join(bench, "sites", "assets");
const apps = options.apps
	.split(",")
	.map((name) => ({ name, folder: path.join(bench, "apps", name, name, "public") }))
	.filter(({ folder }) => fs.existsSync(folder));

const setting = {
	bench,
	assets,
	nodeModules,
	production: options.production,
	// the packages lie in the bench, not beside this file
	require: createRequire(path.join(nodeModules, "..", "package.json")),
	// where sources find `vue` or `frappe/public/css/…`
	searched: [nodeModules, ...apps.map(({ name }) => path.join(bench, "apps", name))],
};

try {
	await build();
} catch (error) {
	// the compilers say in their message which source is at fault; where they noticed it helps nobody
	console.error(error.message);
	process.exitCode = 1;
}

async function build() {
	linkFolders();
	const bundles = apps.flatMap(({ name, folder }) => findBundles(name, folder));
	refuseTwins(bundles);
	const styles = styleBuilder(setting);
	const scripts = scriptBuilder(setting, styles);
	publish([
		...(await scripts.build(bundles.filter(({ type }) => type === "js"))),
		...styles.build(bundles.filter(({ type }) => type === "css")),
	]);
	console.log(`${bundles.length} bundles built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** `/assets/<app>` is the app's public folder; some libraries the desk loads as they lie in node_modules. */
function linkFolders() {
	fs.mkdirSync(assets, { recursive: true });
	for (const { name, folder } of apps) link(folder, path.join(assets, name));
	link(nodeModules, path.join(bench, "apps", "frappe", "frappe", "public", "node_modules"));
}

/** Relative, so that the bench may be moved; put in place in one step, so that it is never missing. */
function link(target, place) {
	const part = `${place}.part`;
	fs.rmSync(part, { force: true });
	fs.symlinkSync(path.relative(path.dirname(place), target), part);
	fs.renameSync(part, place);
}

function findBundles(app, folder) {
	return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const source = path.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === "dist" ? [] : findBundles(app, source);
		const [, name, ending] = entry.name.match(/^(.+\.bundle)\.(js|ts|scss|css)$/) ?? [];
		return name ? [{ app, source, name, type: ending.endsWith("css") ? "css" : "js" }] : [];
	});
}

/** Frappe asks for a bundle by its bare name, whichever app it is in. */
function refuseTwins(bundles) {
	const sources = new Map();
	for (const { name, type, source } of bundles) {
		const key = `${name}.${type}`;
		if (sources.has(key)) throw new Error(`${key} has two sources: ${sources.get(key)} and ${source}`);
		sources.set(key, source);
	}
}

/**
 * New files first, then the maps, and only then the old files away: interrupted anywhere, the pages still
 * have either all of the last build or all of this one.
 */
function publish(files) {
	for (const { file, contents } of files) write(file, contents);
	write(path.join(assets, "assets-rtl.json"), mapOf(files, "css-rtl", "rtl_"));
	write(path.join(assets, "assets.json"), mapOf(files, "js|css", ""));

	const current = new Set(files.map(({ file }) => file));
	for (const { name } of apps) {
		for (const kind of ["js", "css", "css-rtl"]) {
			const folder = path.join(assets, name, "dist", kind);
			const found = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
			for (const old of found.map((entry) => path.join(folder, entry))) {
				if (!current.has(old)) fs.rmSync(old);
			}
		}
	}
}

/** `desk.bundle.js` → `/assets/frappe/dist/js/desk.bundle.4XQ2PZ7A.js` */
function mapOf(files, kinds, prefix) {
	const published = new RegExp(`/(?:${kinds})/(.+\\.bundle)\\.\\w+\\.(js|css)$`);
	const entries = files.flatMap(({ file }) => {
		const url = `/assets/${path.relative(assets, file)}`;
		const [, name, ending] = url.match(published) ?? [];
		return name ? [[`${prefix}${name}.${ending}`, url]] : [];
	});
	return JSON.stringify(Object.fromEntries(entries.sort()), null, "\t");
}

function write(file, contents) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(`${file}.part`, contents);
	fs.renameSync(`${file}.part`, file);
}
