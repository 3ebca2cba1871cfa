dist_doc_DATA += README.md NEWS.md CONTRIBUTING.md docs/architecture.md docs/json-output.md docs/store.md
