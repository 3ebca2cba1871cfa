dist_doc_DATA += README.md NEWS.md CONTRIBUTING.md docs/adding-a-connector.md docs/architecture.md docs/explain.md docs/json-output.md docs/matching.md docs/merging.md docs/migration.md docs/quotas.md \
	docs/reliability.md docs/review.md docs/security.md docs/store.md docs/undo.md
EXTRA_DIST += docs/decisions/agreement-has-two-values.md docs/decisions/clears.md docs/decisions/country-names.md \
	docs/decisions/disk-full-is-temporary.md docs/decisions/golden-ids-are-derived.md docs/decisions/libcrmsync-is-shared.md \
	docs/decisions/names-that-go-together.md docs/decisions/new-sides.md
