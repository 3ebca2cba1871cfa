/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials that the vendor replaces while we use them (refresh tokens that rotate).  The new one is written durably
 * before it is first used: into its own file where the config names one that can be written, else into
 * .SYSTEM.NAME.rotated beside the store (0600), together with a fingerprint of the configured one, so that a credential
 * replaced by hand wins again.
 */
#ifndef CRM_SYNC_ROTATED_SECRET_H
#define CRM_SYNC_ROTATED_SECRET_H

#include <config/settings.h>

/* The rotated value if there is one for the configured secret, else the configured one; crm_secret_free it. */
int crm_rotated_secret_read(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, char **out, struct crm_error *err);
int crm_rotated_secret_save(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, const char *value, struct crm_error *err);

#endif
