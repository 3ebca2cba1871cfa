/* SPDX-License-Identifier: Apache-2.0 */
/* Which hosts a system may talk to. */
#ifndef CRM_NET_HOST_RULES_H
#define CRM_NET_HOST_RULES_H

#include <stdbool.h>

/* localhost, 127.0.0.0/8 in dotted form, or ::1 (with or without brackets). */
bool host_is_loopback(const char *host);
/* Whether host (in any case) equals one of the rules, or ends in the ".suffix" of a rule "*.suffix".  rules is
   NULL-terminated and may be NULL. */
bool host_is_allowed(const char *host, const char *const *rules);

#endif
