/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains that tell nothing about a company: mail providers for everybody, and sites on which everybody has a page.
 * Collected from the providers' own public pages and their national variants; extend it freely, ascending by strcmp (a
 * test checks the order). Suffixes under which anybody may register ("co.uk") come from the Public Suffix List through
 * libpsl.
 */
#include "config.h"

#include <core/normalise.h>
#include <core/tables.h>

#include <libpsl.h>

/* clang-format off */
static const char *const provider_words[] = {
	"012.net.il", "10minutemail.com", "126.com", "139.com", "163.com", "188.com", "189.cn", "1und1.de",
	"21cn.com", "263.net", "9online.fr", "a1.net", "a1plus.at", "absamail.co.za", "abv.bg", "accountant.com",
	"adam.com.au", "addy.io", "aeiou.pt", "aim.com", "alice-dsl.de", "alice-dsl.net", "alice.de", "alice.fr",
	"alice.it", "aliceadsl.fr", "aliyun.com", "altibox.no", "ameritech.net", "amorki.pl", "anonaddy.me",
	"aol.co.uk", "aol.com", "aol.de", "aol.es", "aol.fr", "aol.it", "aon.at", "apollo.lv", "arcor.de",
	"arcormail.de", "arnet.com.ar", "asia.com", "atlas.cz", "atlas.sk", "att.net", "au.com", "autograf.pl",
	"autorambler.ru", "azet.sk", "bahnhof.se", "base.be", "bbox.fr", "belgacom.net", "bell.net", "bellnet.ca",
	"bellsouth.net", "berlin.de", "bezeqint.net", "biglobe.ne.jp", "bigmir.net", "bigpond.com", "bigpond.net.au",
	"bk.ru", "blu.it", "bluemail.ch", "bluewin.ch", "blueyonder.co.uk", "bol.com.br", "bredband.net",
	"broadpark.no", "brutele.be", "bsnl.in", "btinternet.com", "btopenworld.com", "buziaczek.pl", "byom.de",
	"c2i.net", "cableone.net", "caiway.nl", "cantv.net", "caramail.com", "casema.nl", "cegetel.net",
	"centrum.cz", "centrum.sk", "centurylink.net", "centurytel.net", "charter.net", "cheerful.com", "chello.at",
	"chello.nl", "citromail.hu", "ciudad.com.ar", "clear.net.nz", "clix.pt", "club-internet.fr", "cogeco.ca",
	"comcast.net", "comhem.se", "compuserve.com", "compuserve.de", "consultant.com", "correo.com",
	"countermail.com", "cox.net", "daum.net", "dbmail.com", "delfi.lv", "dion.ne.jp", "dir.bg", "directbox.com",
	"discard.email", "dispostable.com", "disroot.org", "dnainternet.net", "docomo.ne.jp", "dodo.com.au",
	"dr.com", "drei.at", "duck.com", "e-kolay.net", "earthlink.net", "eastlink.ca", "eircom.net", "elisanet.fi",
	"email.com", "email.cz", "email.de", "email.it", "email.si", "email.ua", "emailn.de", "embarqmail.com",
	"empal.com", "engineer.com", "eunet.rs", "europe.com", "euskaltel.net", "ewe.net", "ewetel.net",
	"excite.co.jp", "excite.com", "eyou.com", "ezweb.ne.jp", "fastmail.com", "fastmail.de", "fastmail.fm",
	"fastwebnet.it", "fibertel.com.ar", "flash.net", "forthnet.gr", "foxmail.com", "fpt.vn", "free.fr",
	"freeler.nl", "freemail.hu", "freenet.de", "freenetmail.de", "freeserve.co.uk", "freesurf.ch", "frisurf.no",
	"frontier.com", "frontiernet.net", "fsmail.net", "gazeta.pl", "get2net.dk", "getmail.no", "getnada.com",
	"globo.com", "globomail.com", "glocalnet.net", "gmail.co.uk", "gmail.com", "gmx.at", "gmx.biz", "gmx.cc",
	"gmx.ch", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.es", "gmx.eu", "gmx.fr", "gmx.info", "gmx.li", "gmx.mu",
	"gmx.net", "gmx.org", "gmx.tm", "gmx.us", "gmxpro.de", "go2.pl", "goo.jp", "googlemail.com", "googlemail.de",
	"green.ch", "guerrillamail.com", "hamburg.de", "hanmail.net", "hccnet.nl", "hetnet.nl", "hey.com",
	"hinet.net", "hispeed.ch", "home.nl", "home.se", "hot.ee", "hotbox.ru", "hotmail.at", "hotmail.be",
	"hotmail.ca", "hotmail.ch", "hotmail.cl", "hotmail.co.jp", "hotmail.co.kr", "hotmail.co.nz", "hotmail.co.th",
	"hotmail.co.uk", "hotmail.co.za", "hotmail.com", "hotmail.com.ar", "hotmail.com.au", "hotmail.com.br",
	"hotmail.com.it", "hotmail.com.mx", "hotmail.com.tr", "hotmail.cz", "hotmail.de", "hotmail.dk", "hotmail.es",
	"hotmail.fi", "hotmail.fr", "hotmail.gr", "hotmail.hu", "hotmail.it", "hotmail.li", "hotmail.nl",
	"hotmail.no", "hotmail.pt", "hotmail.se", "hughes.net", "hush.com", "hushmail.com", "i.softbank.jp", "i.ua",
	"iafrica.com", "icloud.com", "ig.com.br", "iinet.net.au", "in.com", "in.gr", "iname.com", "inbox.com",
	"inbox.lv", "inbox.ru", "indamail.hu", "indiatimes.com", "indigo.ie", "inet.hr", "infinitum.com.mx",
	"infoseek.jp", "inode.at", "int.pl", "interia.eu", "interia.pl", "internet.ru", "internode.on.net",
	"inwind.it", "iol.ie", "iol.it", "iol.pt", "iolfree.ie", "jazztel.es", "jubii.dk", "juno.com", "kabelbw.de",
	"kabelmail.de", "kabsi.at", "kakao.com", "katamail.com", "keemail.me", "kolumbus.fi", "korea.com",
	"kpnmail.nl", "kpnplanet.nl", "laposte.net", "legalmail.it", "lenta.lv", "lenta.ru", "libero.it",
	"lineone.net", "list.ru", "live.at", "live.be", "live.ca", "live.cl", "live.cn", "live.co.uk", "live.co.za",
	"live.com", "live.com.ar", "live.com.au", "live.com.mx", "live.com.my", "live.com.pt", "live.de", "live.dk",
	"live.es", "live.fr", "live.ie", "live.in", "live.it", "live.jp", "live.nl", "live.no", "live.ru", "live.se",
	"liwest.at", "love.com", "luukku.com", "lycos.com", "lycos.de", "lycos.fr", "lyse.net", "mac.com",
	"magenta.de", "mail.bg", "mail.com", "mail.de", "mail.dk", "mail.ee", "mail.gr", "mail.lt", "mail.ru",
	"mail.telepac.pt", "mail.ua", "mailbox.org", "maildrop.cc", "mailfence.com", "mailinator.com",
	"mailnesia.com", "maktoob.com", "me.com", "mediacombb.net", "meta.ua", "mindspring.com", "movistar.es",
	"mozmail.com", "msn.com", "mts.net", "muenchen-mail.de", "mundo-r.com", "mweb.co.za", "mynet.com",
	"myrambler.ru", "myself.com", "myyahoo.com", "narod.ru", "nate.com", "naver.com", "neostrada.pl", "net.hr",
	"netcabo.pt", "netcologne.de", "netplus.ch", "netscape.net", "netti.fi", "netvision.net.il", "netzero.com",
	"netzero.net", "neuf.fr", "nifty.com", "nl.rogers.com", "noos.fr", "ntlworld.com", "numericable.be",
	"numericable.com", "numericable.fr", "nvbell.net", "o2.co.uk", "o2.pl", "o2mail.de", "o2online.de",
	"ocn.ne.jp", "ofir.dk", "oi.com.br", "ok.de", "one.lt", "onet.eu", "onet.pl", "online.de", "online.ee",
	"online.ms", "online.nl", "online.no", "online.ua", "onlinehome.de", "ono.com", "op.pl", "optimum.net",
	"optonline.net", "optusnet.com.au", "orange.es", "orange.fr", "orange.net", "orcon.net.nz", "osnanet.de",
	"otenet.gr", "outlook.at", "outlook.be", "outlook.cl", "outlook.co.id", "outlook.co.th", "outlook.com",
	"outlook.com.ar", "outlook.com.au", "outlook.com.br", "outlook.com.gr", "outlook.com.tr", "outlook.com.vn",
	"outlook.cz", "outlook.de", "outlook.dk", "outlook.es", "outlook.fr", "outlook.hu", "outlook.ie",
	"outlook.in", "outlook.it", "outlook.jp", "outlook.kr", "outlook.lv", "outlook.my", "outlook.ph",
	"outlook.pt", "outlook.sa", "outlook.sg", "outlook.sk", "ozemail.com.au", "pacbell.net", "pacific.net.sg",
	"pandora.be", "paradise.net.nz", "paran.com", "passagen.se", "passport.com", "pchome.com.tw", "pec.it",
	"plala.or.jp", "planet.nl", "pldtdsl.net", "plus.com", "plusnet.com", "pm.me", "pobox.sk", "pochta.ru",
	"poczta.fm", "poczta.onet.pl", "poczta.pl", "portugalmail.pt", "post.com", "post.cz", "post.sk", "poste.it",
	"posteo.at", "posteo.ch", "posteo.de", "posteo.eu", "posteo.net", "pp.inet.fi", "privaterelay.appleid.com",
	"prodigy.net", "prodigy.net.mx", "proton.me", "protonmail.ch", "protonmail.com", "proximus.be", "q.com",
	"qip.ru", "qq.com", "quick.cz", "quicknet.nl", "r7.com", "rambler.ru", "rcn.com", "rediff.com",
	"rediffmail.com", "relay.firefox.com", "riseup.net", "ro.ru", "roadrunner.com", "rocketmail.com",
	"rogers.com", "rr.com", "runbox.com", "sapo.pt", "sasktel.net", "saunalahti.fi", "sbcglobal.net",
	"scarlet.be", "seed.net.tw", "sezampro.rs", "seznam.cz", "sfr.fr", "sharklasers.com", "shaw.ca", "sify.com",
	"simplelogin.com", "sina.cn", "sina.com", "singnet.com.sg", "siol.net", "sky.com", "skynet.be",
	"slingshot.co.nz", "slmail.me", "snet.net", "so-net.ne.jp", "softbank.ne.jp", "sohu.com", "sol.dk",
	"solcon.nl", "spambog.com", "spectrum.net", "speed.at", "speedy.com.ar", "spoko.pl", "spoluzaci.cz",
	"spray.se", "start.no", "startmail.com", "stofanet.dk", "streamyx.com", "suddenlink.net", "sunrise.ch",
	"suomi24.fi", "supanet.com", "supereva.it", "superig.com.br", "superonline.com", "swbell.net", "swipnet.se",
	"swissonline.ch", "sympatico.ca", "szm.sk", "t-2.net", "t-email.hu", "t-mobile.de", "t-online.de",
	"t-online.hu", "takas.lt", "talk21.com", "talktalk.net", "tdc.dk", "tdcadsl.dk", "tds.net", "techie.com",
	"tele2.at", "tele2.fr", "tele2.it", "tele2.nl", "tele2.se", "telecable.es", "telefonica.net", "telenet.be",
	"telepac.pt", "teletu.it", "telfort.nl", "telia.com", "telia.se", "telkom.net", "telkomsa.net", "telus.net",
	"temp-mail.org", "terra.cl", "terra.com", "terra.com.ar", "terra.com.br", "terra.com.mx", "terra.es",
	"tesco.net", "throwawaymail.com", "tim.it", "tin.it", "tiscali.co.uk", "tiscali.cz", "tiscali.it",
	"tiscalinet.it", "tlen.pl", "tm.net.my", "tmo.at", "tom.com", "tpg.com.au", "trash-mail.com",
	"trashmail.com", "ttmail.com", "turk.net", "tut.by", "tuta.com", "tuta.io", "tutamail.com", "tutanota.com",
	"tutanota.de", "twc.com", "ukr.net", "une.net.co", "unity-mail.de", "unitybox.de", "uol.com.br",
	"upcmail.com", "upcmail.cz", "upcmail.hu", "upcmail.ie", "upcmail.nl", "url.com.tw", "usa.com", "utanet.at",
	"verizon.net", "versanet.de", "versatel.nl", "videotron.ca", "vip.126.com", "vip.163.com", "vip.qq.com",
	"vip.sina.com", "vipmail.hu", "virgilio.it", "virgin.net", "virginmedia.com", "vnn.vn", "vodafone.co.nz",
	"vodafone.de", "vodafone.es", "vodafone.ie", "vodafone.it", "vodafonemail.de", "vodamail.co.za", "voila.fr",
	"volja.net", "volny.cz", "voo.be", "vp.pl", "vsnl.net", "vtr.net", "vtxmail.ch", "walla.co.il", "walla.com",
	"wanadoo.co.uk", "wanadoo.fr", "web.de", "webmail.co.za", "webspeed.dk", "wegwerfmail.de", "welho.com",
	"westnet.com.au", "windowslive.com", "windowslive.com.tr", "windstream.net", "windtools.gr", "wo.cn",
	"wowway.com", "wp.pl", "writeme.com", "xfinity.com", "xs4all.nl", "xtra.co.nz", "ya.com", "ya.ru",
	"yahoo.at", "yahoo.be", "yahoo.ca", "yahoo.cl", "yahoo.cn", "yahoo.co.id", "yahoo.co.in", "yahoo.co.jp",
	"yahoo.co.kr", "yahoo.co.nz", "yahoo.co.th", "yahoo.co.uk", "yahoo.co.za", "yahoo.com", "yahoo.com.ar",
	"yahoo.com.au", "yahoo.com.br", "yahoo.com.cn", "yahoo.com.co", "yahoo.com.hk", "yahoo.com.mx",
	"yahoo.com.my", "yahoo.com.pe", "yahoo.com.ph", "yahoo.com.sg", "yahoo.com.tr", "yahoo.com.tw",
	"yahoo.com.ve", "yahoo.com.vn", "yahoo.cz", "yahoo.de", "yahoo.dk", "yahoo.es", "yahoo.fi", "yahoo.fr",
	"yahoo.gr", "yahoo.hu", "yahoo.ie", "yahoo.in", "yahoo.it", "yahoo.ne.jp", "yahoo.nl", "yahoo.no",
	"yahoo.pl", "yahoo.pt", "yahoo.ro", "yahoo.rs", "yahoo.se", "yandex.by", "yandex.com", "yandex.kz",
	"yandex.ru", "yandex.ua", "yeah.net", "ymail.com", "yopmail.com", "youmail.dk", "zahav.net.il", "zebra.lt",
	"zen.co.uk", "ziggo.nl", "zipmail.com.br", "zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zohomail.eu",
	"zonnet.nl", "zoznam.sk",
};

static const char *const site_words[] = {
	"amazon.com", "amazon.de", "azurewebsites.net", "bit.ly", "blogspot.com", "booking.com", "business.site",
	"ebay.com", "ebay.de", "etsy.com", "facebook.com", "fb.com", "fb.me", "firebaseapp.com", "g.page",
	"github.com", "github.io", "gitlab.com", "gitlab.io", "godaddysites.com", "goo.gl", "google.com",
	"google.de", "herokuapp.com", "home.pl", "instagram.com", "jimdo.com", "jimdofree.com", "jimdosite.com",
	"linkedin.com", "linktr.ee", "lnkd.in", "maps.app.goo.gl", "medium.com", "myshopify.com", "netlify.app",
	"notion.site", "ok.ru", "one.com", "pinterest.com", "shopify.com", "site123.me", "squarespace.com",
	"strikingly.com", "t.co", "t.me", "telegram.me", "threads.net", "tiktok.com", "tripadvisor.com",
	"tumblr.com", "twitter.com", "vercel.app", "vk.com", "wa.me", "web.app", "webflow.io", "webnode.com",
	"weebly.com", "weibo.com", "whatsapp.com", "wikipedia.org", "wix.com", "wixsite.com", "wordpress.com",
	"x.com", "xing.com", "yelp.com", "youtu.be", "youtube.com",
};
/* clang-format on */

const struct word_table mail_providers = {provider_words, sizeof provider_words / sizeof provider_words[0]};
const struct word_table shared_sites = {site_words, sizeof site_words / sizeof site_words[0]};

bool crm_domain_is_freemail(const char *domain)
{
	return word_table_has(&mail_providers, domain);
}

bool crm_domain_is_shared(const char *domain)
{
	return crm_domain_is_freemail(domain) || word_table_has(&shared_sites, domain) ||
	       psl_is_public_suffix2(psl_builtin(), domain, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}
