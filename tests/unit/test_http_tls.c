/* SPDX-License-Identifier: Apache-2.0 */
/* TLS: certificates that nobody vouches for are refused, and no switch turns that off. */
#include "config.h"

#include <arpa/inet.h>
#include <crmsync/http.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "net/client.h"
#include "run_suite.h"

static const char untrusted[] = "its certificate is not trusted";
static const char *const old_versions[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.1:+SHA1:+SIGN-ALL",
					   "NORMAL:-VERS-ALL:+VERS-TLS1.0:+SHA1:+SIGN-ALL"};
static const char *const new_versions[] = {"NORMAL:-VERS-ALL:+VERS-TLS1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.3"};
static char key_pem[8192], cert_pem[8192], ca_file[64];
static struct MHD_Daemon *daemon_tls;
static unsigned requests_seen;

static void copy_bio(BIO *bio, char *out, size_t size)
{
	char *data;
	size_t len = (size_t)BIO_get_mem_data(bio, &data);
	ck_assert_uint_lt(len, size);
	memcpy(out, data, len);
	out[len] = '\0';
	BIO_free(bio);
}

static void add_extension(X509 *cert, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ck_assert_ptr_nonnull(extension);
	X509_add_ext(cert, extension, -1);
	X509_EXTENSION_free(extension);
}

/* Seconds from now until it begins and ends to be valid. */
static long valid_from = -3600, valid_until = 3600;
/* Versions of TLS that the server speaks, as GnuTLS says it. */
static const char *versions = "NORMAL";

/* Self-signed, its own authority, for one subject alternative name. */
static void make_certificate(const char *alternative_name)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), valid_from);
	X509_gmtime_adj(X509_getm_notAfter(cert), valid_until);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, (const unsigned char *)"test", -1,
				   -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	X509_set_pubkey(cert, key);
	add_extension(cert, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(cert, NID_subject_alt_name, alternative_name);
	ck_assert_int_gt(X509_sign(cert, key, EVP_sha256()), 0);
	BIO *cert_bio = BIO_new(BIO_s_mem()), *key_bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(cert_bio, cert);
	PEM_write_bio_PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL);
	copy_bio(cert_bio, cert_pem, sizeof cert_pem);
	copy_bio(key_bio, key_pem, sizeof key_pem);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static enum MHD_Result answer(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *upload, size_t *upload_size, void **state)
{
	static char text[] = "secure";
	(void)cls, (void)url, (void)method, (void)version, (void)upload, (void)upload_size, (void)state;
	requests_seen++;
	struct MHD_Response *response = MHD_create_response_from_buffer(6, text, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result rc = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return rc;
}

static void start_server(const char *alternative_name)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	make_certificate(alternative_name);
	daemon_tls = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, NULL, NULL, answer, NULL,
				      MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_HTTPS_MEM_KEY, key_pem,
				      MHD_OPTION_HTTPS_MEM_CERT, cert_pem, MHD_OPTION_HTTPS_PRIORITIES, versions,
				      MHD_OPTION_END);
	ck_assert_ptr_nonnull(daemon_tls);
}

static void trust_own_certificate(void)
{
	snprintf(ca_file, sizeof ca_file, "/tmp/crmsync-test-ca-%ld.pem", (long)getpid());
	FILE *file = fopen(ca_file, "w");
	ck_assert_ptr_nonnull(file);
	fputs(cert_pem, file);
	fclose(file);
	setenv("CRMSYNC_CA_FILE", ca_file, 1);
}

static void setup(void)
{
	requests_seen = 0;
	unsetenv("CRMSYNC_CA_FILE");
}

static void teardown(void)
{
	if (daemon_tls)
		MHD_stop_daemon(daemon_tls);
	if (ca_file[0])
		unlink(ca_file);
}

static int post(struct crm_http_response *resp)
{
	struct crm_http_options options = {.system = "sales", .concurrency = 1, .budget_max = -1};
	struct crm_http *http = NULL;
	char url[64];
	snprintf(url, sizeof url, "https://127.0.0.1:%u/",
		 MHD_get_daemon_info(daemon_tls, MHD_DAEMON_INFO_BIND_PORT)->port);
	struct crm_http_request req = {.method = "POST", .url = url, .mutating = true};
	ck_assert_int_eq(crm_http_new(&options, &http, NULL), CRM_OK);
	int rc = crm_http_send(http, &req, resp, 1, NULL);
	crm_http_free(http);
	return rc;
}

static void expect_refused(const char *why)
{
	char message[100];
	snprintf(message, sizeof message, "no answer from '127.0.0.1': %s: ", why);
	struct crm_http_response resp;
	crm_http_response_init(&resp);
	ck_assert_int_eq(post(&resp), CRM_E_NETWORK);
	ck_assert_msg(strncmp(crm_error_text(&resp.error), message, strlen(message)) == 0, "%s",
		      crm_error_text(&resp.error));
	ck_assert(!resp.maybe_applied);
	ck_assert_uint_eq(requests_seen, 0);
	crm_http_response_free(&resp);
}

START_TEST(a_self_signed_certificate_is_refused)
{
	start_server("IP:127.0.0.1");
	expect_refused(untrusted);
}
END_TEST

START_TEST(an_expired_certificate_is_refused)
{
	valid_from = -7200;
	valid_until = -60;
	start_server("IP:127.0.0.1");
	trust_own_certificate();
	expect_refused(untrusted);
}
END_TEST

START_TEST(a_certificate_of_tomorrow_is_refused)
{
	valid_from = 86400;
	valid_until = 2 * 86400;
	start_server("IP:127.0.0.1");
	trust_own_certificate();
	expect_refused(untrusted);
}
END_TEST

/* The same server but for its version: it answers over 1.2 and over 1.3, and gets nothing at all over less. */
START_TEST(tls_before_1_2_is_refused)
{
	versions = old_versions[_i];
	start_server("IP:127.0.0.1");
	trust_own_certificate();
	expect_refused("TLS handshake failed");
}
END_TEST

START_TEST(tls_from_1_2_on_is_taken)
{
	struct crm_http_response resp;
	crm_http_response_init(&resp);
	versions = new_versions[_i];
	start_server("IP:127.0.0.1");
	trust_own_certificate();
	ck_assert_msg(post(&resp) == CRM_OK, "%s", crm_error_text(&resp.error));
	ck_assert_uint_eq(requests_seen, 1);
	crm_http_response_free(&resp);
}
END_TEST

START_TEST(a_foreign_name_is_refused_even_from_a_trusted_authority)
{
	start_server("DNS:other.example.org");
	trust_own_certificate();
	expect_refused(untrusted);
}
END_TEST

START_TEST(a_private_authority_can_be_added)
{
	struct crm_http_response resp;
	crm_http_response_init(&resp);
	start_server("IP:127.0.0.1");
	trust_own_certificate();
	int rc = post(&resp);
	ck_assert_msg(rc == CRM_OK, "%s", crm_error_text(&resp.error));
	ck_assert_str_eq(resp.body.ptr, "secure");
	crm_http_response_free(&resp);
}
END_TEST

START_TEST(a_missing_authority_file_is_a_config_error)
{
	struct crm_http_options options = {.system = "sales", .budget_max = -1};
	struct crm_http *http = NULL;
	struct crm_error err = {0};
	setenv("CRMSYNC_CA_FILE", "/nonexistent/ca.pem", 1);
	ck_assert_int_eq(crm_http_new(&options, &http, &err), CRM_E_CONFIG);
	ck_assert_str_eq(crm_error_text(&err),
			 "cannot open the certificates '/nonexistent/ca.pem': No such file or directory");
	ck_assert_ptr_null(http);
	crm_error_clear(&err);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("tls");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_self_signed_certificate_is_refused);
	tcase_add_test(tcase, an_expired_certificate_is_refused);
	tcase_add_test(tcase, a_certificate_of_tomorrow_is_refused);
	tcase_add_loop_test(tcase, tls_before_1_2_is_refused, 0, 2);
	tcase_add_loop_test(tcase, tls_from_1_2_on_is_taken, 0, 2);
	tcase_add_test(tcase, a_foreign_name_is_refused_even_from_a_trusted_authority);
	tcase_add_test(tcase, a_private_authority_can_be_added);
	tcase_add_test(tcase, a_missing_authority_file_is_a_config_error);
	Suite *suite = suite_create("http_tls");
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
