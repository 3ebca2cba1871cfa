/* SPDX-License-Identifier: Apache-2.0 */
/* The page around the data.  Its policy lets run only the one script and the one style sheet that crmsync itself
 * brings, and load nothing. */
#include <report/html.h>

#include <openssl/evp.h>
#include <string.h>

#include <base/fresh_file.h>
#include <crmsync/url.h>

/* "'sha256-...'" of what stands between the tags, for the page's policy. */
static void put_hash(FILE *out, const char *text)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	struct crm_buf base64;
	crm_buf_init(&base64, CRM_BUF_MAX);
	if (EVP_Digest(text, strlen(text), digest, &n, EVP_sha256(), NULL) == 1)
		crm_base64(&base64, digest, n);
	fprintf(out, "'sha256-%s'", base64.len > 0 ? base64.ptr : "");
	crm_buf_free(&base64);
}

static void put_top(FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action "
	      "'none'; style-src ",
	      out);
	put_hash(out, report_page_css);
	fputs("; script-src ", out);
	put_hash(out, report_page_js);
	fputs("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" "
	      "content=\"noindex\">\n<title>crmsync</title>\n<style>",
	      out);
	fputs(report_page_css, out);
	fputs("</style>\n</head>\n<body>\n", out);
	fputs(report_page_body, out);
}

static void put_bottom(FILE *out)
{
	fputs("<script>", out);
	fputs(report_page_js, out);
	fputs("</script>\n</body>\n</html>\n", out);
}

static int put_operations(struct report *r, enum report_tense tense, struct crm_error *err)
{
	static const enum crm_op_state done[] = {CRM_OPS_FAILED, CRM_OPS_IN_DOUBT, CRM_OPS_ACKNOWLEDGED,
						 CRM_OPS_VERIFIED, CRM_OPS_SKIPPED};
	int rc = CRM_OK;
	if (tense == REPORT_WOULD)
		return report_each_operation(r, CRM_OPS_PLANNED, report_operation_html, err);
	for (size_t i = 0; rc == CRM_OK && i < sizeof done / sizeof *done; i++)
		rc = report_each_operation(r, done[i], report_operation_html, err);
	return rc;
}

static int put_data(struct report *r, const struct crm_summary *summary, enum report_tense tense, struct crm_error *err)
{
	fputs("<script type=\"text/plain\" id=\"data\">\n", r->options->out);
	report_head_html(r, summary, tense);
	int rc = put_operations(r, tense, err);
	if (rc == CRM_OK)
		rc = report_groups_html(r, err);
	crm_arena_reset(r->arena);
	if (rc == CRM_OK)
		rc = report_each_hold(r, report_hold_html, err);
	fputs("</script>\n", r->options->out);
	return rc;
}

int crm_report_html(struct crm_engine *e, const char *path, const struct crm_summary *summary, bool done,
		    struct crm_error *err)
{
	struct crm_fresh_file file;
	int rc = crm_fresh_open(&file, path, "the report", err);
	if (rc != CRM_OK)
		return rc;
	const struct crm_report_options options = {.out = file.out};
	struct report r = {.e = e, .options = &options, .arena = crm_arena_new()};
	if (r.arena == NULL)
		rc = crm_error_no_memory(err);
	put_top(file.out);
	if (rc == CRM_OK)
		rc = put_data(&r, summary, done ? REPORT_DID : REPORT_WOULD, err);
	put_bottom(file.out);
	crm_arena_free(r.arena);
	return crm_fresh_close(&file, rc, err);
}
