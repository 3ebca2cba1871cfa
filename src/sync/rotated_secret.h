/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Credentials that the vendor replaces while we use them (refresh tokens that rotate).  The new one is written durably
 * before it is first used: into its own file where the config names one that can be written, else into
 * .SYSTEM.NAME.rotated beside the store (0600), together with a fingerprint of the configured one, so that a credential
 * replaced by hand wins again.  What a login gets is kept the same way, also where there was none before.
 */
#ifndef CRM_SYNC_ROTATED_SECRET_H
#define CRM_SYNC_ROTATED_SECRET_H

#include <config/settings.h>
#include <crmsync/buf.h>

/* The rotated value if there is one for the configured secret, else the configured one; crm_secret_free it. */
int crm_rotated_secret_read(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, char **out, struct crm_error *err);
int crm_rotated_secret_save(const struct crm_settings *settings, const struct crm_system_settings *system,
			    const struct crm_secret_setting *secret, const char *value, struct crm_error *err);

struct crm_secret_place {
	bool there;       /* there is a value */
	int64_t saved_ms; /* when its file was written, 0: it is in no file, or there is none */
};

/* Where the value that is in use stands: path of the file, nothing if it comes from elsewhere.  Where there is none, the
   path is the one that the config names.  The code of what keeps it from being read; CRM_E_NOMEM. */
int crm_rotated_secret_place(const struct crm_settings *settings, const struct crm_system_settings *system,
			     const struct crm_secret_setting *secret, struct crm_secret_place *out, struct crm_buf *path);
/* Removes the rotated value, and the config's own file where it names one.  What a variable, a command or systemd holds
   is not ours to remove.  None there is no error.  CRM_E_DISK. */
int crm_rotated_secret_forget(const struct crm_settings *settings, const struct crm_system_settings *system,
			      const struct crm_secret_setting *secret, struct crm_error *err);

#endif
