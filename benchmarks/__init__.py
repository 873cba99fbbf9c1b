"""Speed against the stock way, measured side by side in one run. `./dev measure` lists what there is."""
