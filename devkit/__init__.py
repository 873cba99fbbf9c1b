"""The workbench behind `./dev`: builds a bench from package registries, serves the app and tests it.

Plain Python, standard library only, because it runs before anything is installed. One idea per module:

- `cli` the verbs, `steps` what is done once and skipped when nothing changed, `bench` where things lie
- `debian`, `python_env`, `frappe_source`, `node_packages`, `apps`, `sites`, `genuine`: what gets built
- `servers`, `ports`, `database`: what runs
- `suites`: the tests and their sum
- `process`, `screen`, `lock`, `stop`: the ground under all of them
"""
