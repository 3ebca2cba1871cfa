# The pipeline, in order of its steps.
noinst_LTLIBRARIES += libsync.la
libsync_la_SOURCES = \
	src/sync/base_read.c src/sync/base_read.h \
	src/sync/before_image.c src/sync/before_image.h \
	src/sync/engine.c src/sync/engine.h \
	src/sync/erasure.c src/sync/erasure.h \
	src/sync/explain.c src/sync/explain.h src/sync/explain_field.c src/sync/explain_history.c src/sync/explain_link.c \
	src/sync/follow.c \
	src/sync/gate.c src/sync/gate_canary.c src/sync/gate_canary.h \
	src/sync/held_parent.c \
	src/sync/kept_keys.c src/sync/kept_keys.h \
	src/sync/late_agreement.c src/sync/late_agreement.h \
	src/sync/late_verify.c src/sync/late_verify.h \
	src/sync/login.c src/sync/login.h \
	src/sync/look_up.c src/sync/look_up.h \
	src/sync/lost_write.c src/sync/lost_write.h \
	src/sync/match_closure.h src/sync/match_decision.c src/sync/match_decision.h \
	src/sync/match_find.c src/sync/match_find.h src/sync/match_parameters.c src/sync/match_parameters.h src/sync/match_population.c src/sync/match_question.c \
	src/sync/match_records.c src/sync/match_score.c src/sync/match_score.h \
	src/sync/merge_proposal.c src/sync/merge_proposal.h \
	src/sync/migration.c src/sync/migration.h src/sync/migration_fields.c src/sync/migration_fields.h \
	src/sync/migration_sample.c src/sync/migration_sample.h \
	src/sync/migration_steps.c src/sync/migration_steps.h \
	src/sync/migration_walk.c src/sync/migration_walk.h \
	src/sync/model_build.c src/sync/model_build.h \
	src/sync/module.c src/sync/module.h \
	src/sync/outcome.c src/sync/outcome.h \
	src/sync/payload.c src/sync/payload.h \
	src/sync/plan.c src/sync/plan_cost.c \
	src/sync/plan_file.c src/sync/plan_file.h \
	src/sync/plan_departure.c src/sync/plan_group.h src/sync/plan_namesake.c src/sync/plan_operations.c src/sync/plan_records.c \
	src/sync/preflight.c \
	src/sync/pull.c src/sync/pull.h \
	src/sync/push.c \
	src/sync/quota.c src/sync/quota.h \
	src/sync/read_back.c src/sync/read_back.h \
	src/sync/reconcile.c src/sync/reconcile.h \
	src/sync/recover.c \
	src/sync/retry.c src/sync/retry.h \
	src/sync/review.c src/sync/review.h src/sync/review_answer.c src/sync/review_kind.c \
	src/sync/review_log.c src/sync/review_log.h \
	src/sync/rotated_secret.c src/sync/rotated_secret.h \
	src/sync/schema_cache.c src/sync/schema_cache.h \
	src/sync/schema_gone.c src/sync/schema_gone.h \
	src/sync/scope.c src/sync/scope.h \
	src/sync/setup.c \
	src/sync/stage.c src/sync/stage.h \
	src/sync/suppressed.c src/sync/suppressed.h \
	src/sync/system.c src/sync/system.h \
	src/sync/tombstone.c src/sync/tombstone.h \
	src/sync/translate.c src/sync/translate.h \
	src/sync/undo.h src/sync/undo_doubt.c src/sync/undo_doubt.h src/sync/undo_parents.c src/sync/undo_plan.c \
	src/sync/undo_record.c src/sync/undo_record.h src/sync/undo_release.c src/sync/undo_split.c src/sync/undo_write.c \
	src/sync/value_decision.c src/sync/value_decision.h \
	src/sync/validation.c src/sync/validation.h src/sync/validation_amounts.c src/sync/validation_compare.c \
	src/sync/validation_parts.h src/sync/validation_sample.c \
	src/sync/vanished.c \
	src/sync/verdict.c src/sync/verdict.h \
	src/sync/verify.c \
	src/sync/who.c src/sync/who.h
