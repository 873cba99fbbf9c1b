/** JavaScript bundles by esbuild, which has to learn two kinds of source: page templates and Vue components. */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export function scriptBuilder(setting, styles) {
	const { assets, bench, production, require, searched } = setting;
	const esbuild = require("esbuild");

	async function build(bundles) {
		const { outputFiles } = await esbuild.build({
			entryPoints: bundles.map(({ app, name, source }) => ({ in: source, out: `${app}/dist/js/${name}` })),
			outdir: assets,
			entryNames: "[dir]/[name].[hash]",
			absWorkingDir: bench,
			write: false,
			bundle: true,
			minify: production,
			sourcemap: !production,
			target: "es2017",
			nodePaths: searched,
			define: {
				"process.env.NODE_ENV": JSON.stringify(production ? "production" : "development"),
				__VUE_OPTIONS_API__: "true",
				__VUE_PROD_DEVTOOLS__: "false",
			},
			plugins: [templates, additions, importedStyles, vueComponents(setting, styles)],
			logLevel: "warning",
		});
		return outputFiles.map(({ path: file, contents }) => ({ file, contents }));
	}

	return { build };
}

/** An imported `page.html` is the template that the desk renders by the name `page`. */
const templates = {
	name: "templates",
	setup({ onLoad }) {
		onLoad({ filter: /\.html$/ }, ({ path: file }) => {
			const name = path.basename(file, ".html");
			// comments may hold template code that must not run
			const html = fs.readFileSync(file, "utf8").replace(/\s+/g, " ").replace(/<!--.*?-->/g, "");
			return { contents: `frappe.templates[${JSON.stringify(name)}] = ${JSON.stringify(html)};` };
		});
	},
};

/** What is added behind a source, and why, stands in the files of the folder `additions`. */
const ADDITIONS = [
	[/\/air-datepicker\/dist\/js\/datepicker\.min\.js$/, "timepicker.js"],
	[/\/socketio_client\.js$/, "realtime.js"],
];
const additions = {
	name: "additions",
	setup({ onLoad }) {
		for (const [filter, name] of ADDITIONS) {
			const addition = fs.readFileSync(new URL(`additions/${name}`, import.meta.url), "utf8");
			onLoad({ filter }, ({ path: file }) => ({ contents: `${fs.readFileSync(file, "utf8")}\n${addition}` }));
		}
	},
};

/** A style sheet imported by a script is put into the page. */
const importedStyles = {
	name: "imported-styles",
	setup({ onLoad }) {
		onLoad({ filter: /\.css$/ }, ({ path: file }) => ({ contents: insertion(fs.readFileSync(file, "utf8")) }));
	},
};

function insertion(css) {
	const style = `{ textContent: ${JSON.stringify(css)} }`;
	return `document.head.append(Object.assign(document.createElement("style"), ${style}));`;
}

/** A component becomes one module: its script with the render function, and its styles put into the page. */
function vueComponents({ bench, production, require }, styles) {
	const vue = require("@vue/compiler-sfc");

	function compile(file) {
		const { descriptor, errors } = vue.parse(fs.readFileSync(file, "utf8"), { filename: file });
		if (errors.length) throw errors[0];
		const id = createHash("sha256").update(path.relative(bench, file)).digest("hex").slice(0, 8);
		const scoped = descriptor.styles.some((style) => style.scoped);
		const [imports, rules] = splitStyles(descriptor.styles);
		const contents = [
			...imports,
			...scriptAndTemplate(descriptor, id, scoped),
			...(scoped ? [`component.__scopeId = "data-v-${id}";`] : []),
			...rules.map((style) => insertion(compileStyle(style, file, id))),
			"export default component;",
		].join("\n");
		return { contents, loader: (descriptor.scriptSetup ?? descriptor.script)?.lang ?? "js" };
	}

	function scriptAndTemplate(descriptor, id, scoped) {
		const { script, scriptSetup, template, filename } = descriptor;
		const empty = { content: "const component = {};", bindings: {} };
		const { content, bindings } =
			script || scriptSetup
				? vue.compileScript(descriptor, {
						id,
						isProd: production,
						inlineTemplate: true,
						genDefaultAs: "component",
				  })
				: empty;
		// with <script setup> the render function is already inside
		if (scriptSetup || !template) return [content];
		const { code, errors } = vue.compileTemplate({
			id,
			scoped,
			filename,
			source: template.content,
			isProd: production,
			compilerOptions: { bindingMetadata: bindings },
		});
		if (errors.length) throw errors[0];
		return [content, code, "component.render = render;"];
	}

	function compileStyle(style, file, id) {
		const { code, errors } = vue.compileStyle({
			id,
			source: styles.compile(style.content, file),
			filename: file,
			scoped: style.scoped,
			isProd: production,
		});
		if (errors.length) throw errors[0];
		return code;
	}

	return {
		name: "vue-components",
		setup({ onLoad }) {
			onLoad({ filter: /\.vue$/ }, ({ path: file }) => {
				try {
					return compile(file);
				} catch (error) {
					const { line, column } = error.loc?.start ?? {};
					return { errors: [{ text: error.message, location: { file, line, column } }] };
				}
			});
		},
	};
}

/** A plain style sheet that a component imports styles foreign elements: it must not get the component's scope. */
function splitStyles(styles) {
	const imports = [];
	const rules = styles.map((style) => ({
		...style,
		content: style.content.replace(/@import\s+(["'][^"']+\.css["']);/g, (_, file) => {
			imports.push(`import ${file};`);
			return "";
		}),
	}));
	return [imports, rules];
}
