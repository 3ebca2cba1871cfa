# docs

dist_doc_DATA += docs/store.md
