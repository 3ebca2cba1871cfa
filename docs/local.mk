dist_doc_DATA += README.md NEWS.md CONTRIBUTING.md docs/architecture.md docs/merging.md docs/store.md docs/configuration.md docs/json-output.md
