#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/core/country_table.c.

    npm install cldr-core@45.0.0 cldr-localenames-modern@45.0.0
    src/core/generate/country_table.py node_modules /usr/share/iso-codes/json/iso_3166-1.json > src/core/country_table.c

Names come from Unicode CLDR (Unicode License v3): English, German, French and Spanish for every country, and its own official
languages.  Codes and the English short and official names are those of the standard ISO 3166-1, read from Debian's iso-codes.
The aliases below are ours.
"""

import json
import os
import sys
import unicodedata

LANGUAGES = ["en", "de", "fr", "es"]

ALIASES = {
    "AE": ["UAE", "U.A.E.", "Emirates", "VAE"],
    "BA": ["Bosnia", "Bosnien", "BiH"],
    "BO": ["Bolivia"],
    "BY": ["Belarus", "Weissrussland", "White Russia"],
    "CD": ["DR Congo", "DRC", "Zaire", "Democratic Republic of Congo", "Kongo-Kinshasa"],
    "CG": ["Republic of Congo", "Congo-Brazzaville", "Kongo-Brazzaville"],
    "CH": ["Swiss", "Confoederatio Helvetica", "Helvetia", "Svizra"],
    "CI": ["Ivory Coast", "Cote d'Ivoire", "Elfenbeinkueste"],
    "CN": ["PR China", "P.R. China", "PRC", "Volksrepublik China", "VR China", "Mainland China"],
    "CZ": ["Czech Republic", "Tschechische Republik", "Ceska republika", "CSSR", "République tchèque", "República Checa"],
    "DE": ["Germany", "BRD", "Bundesrepublik Deutschland", "Alemania", "Allemagne", "Federal Republic of Germany"],
    "FM": ["Micronesia"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland",
           "Grossbritannien", "Schottland", "Nordirland", "Angleterre", "Écosse", "Pays de Galles", "Irlande du Nord",
           "Inglaterra", "Escocia", "Gales", "Irlanda del Norte", "Gran Bretaña", "Grande-Bretagne", "G.B.",
           "United Kingdom of Great Britain"],
    "GR": ["EL", "Hellas", "Hellenic Republic"],
    "HK": ["Hong Kong SAR", "Hongkong"],
    "IE": ["Eire", "Republic of Ireland", "Republik Irland", "République d'Irlande"],
    "IR": ["Persia"],
    "KP": ["North Korea", "DPRK"],
    "KR": ["South Korea", "Republic of Korea", "Korea (South)", "Südkorea", "Republik Korea", "ROK"],
    "LA": ["Laos"],
    "LI": ["Fürstentum Liechtenstein"],
    "LU": ["Luxemburg", "Luxembourg"],
    "MD": ["Moldova", "Moldawien", "Moldau"],
    "MK": ["Macedonia", "Mazedonien", "FYROM", "Macédoine", "Republic of Macedonia"],
    "MM": ["Burma", "Birma"],
    "MO": ["Macau", "Macao"],
    "NL": ["Holland", "The Netherlands", "Hollande", "Holanda", "Pays Bas", "Olanda"],
    "PS": ["Palestine", "Palästina"],
    "RU": ["Russia", "Russian Fed.", "Russland"],
    "SY": ["Syria"],
    "SZ": ["Swaziland", "Swasiland"],
    "TL": ["East Timor"],
    "TR": ["Turkey", "Türkei"],
    "TW": ["Taiwan", "Republic of China", "Taiwan R.O.C."],
    "TZ": ["Tansania"],
    "US": ["USA", "U.S.A.", "U.S.", "America", "United States of America", "Vereinigte Staaten von Amerika", "Amerika",
           "États-Unis d'Amérique", "Estados Unidos de América", "EE.UU.", "EEUU", "EE. UU.", "E.U.A.", "Etats Unis",
           "The United States", "Stati Uniti", "Stati Uniti d'America"],
    "VA": ["Vatican", "Vatikan", "Holy See"],
    "VE": ["Venezuela"],
    "VN": ["Vietnam", "Viet Nam"],
}

# crm_fold_name() of src/core/fold_name.c; a test compares the two over the whole table.
LETTERS = {
    "ß": "ss", "ä": "ae", "å": "aa", "æ": "ae", "ð": "d", "ö": "oe", "ø": "oe", "ü": "ue", "þ": "th", "đ": "d", "ħ": "h",
    "ı": "i", "ĸ": "q", "ł": "l", "ŋ": "n", "œ": "oe", "ŧ": "t", "ƀ": "b", "ƚ": "l", "ƶ": "z", "ǝ": "e", "ȷ": "j", "ɓ": "b",
    "ɖ": "d", "ɗ": "d", "ə": "e", "ɨ": "i", "ʉ": "u",
}
IGNORED = {0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF}


def is_diacritical(c):
    n = ord(c)
    return (0x300 <= n <= 0x36F or 0x1AB0 <= n <= 0x1AFF or 0x1DC0 <= n <= 0x1DFF or 0x20D0 <= n <= 0x20FF
            or 0xFE20 <= n <= 0xFE2F)


def fold(name):
    name = "".join(c for c in name if ord(c) not in IGNORED)
    name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    out = []
    for c in name:
        if c in LETTERS:
            out.append(LETTERS[c])
            continue
        for part in unicodedata.normalize("NFD", c):
            if is_diacritical(part):
                continue
            out.append(LETTERS.get(part) or (part if unicodedata.category(part)[0] in "LMN" else " "))
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


def territories(modules, language):
    path = os.path.join(modules, "cldr-localenames-modern", "main", language, "territories.json")
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as f:
        return json.load(f)["main"][language]["localeDisplayNames"]["territories"]


def official_languages(modules):
    path = os.path.join(modules, "cldr-core", "supplemental", "territoryInfo.json")
    with open(path, encoding="utf-8") as f:
        info = json.load(f)["supplemental"]["territoryInfo"]
    out = {}
    for code, entry in info.items():
        spoken = entry.get("languagePopulation", {})
        out[code] = sorted(tag.replace("_", "-") for tag, facts in spoken.items()
                           if facts.get("_officialStatus") in ("official", "de_facto_official"))
    return out


def names_of(code, iso, tables, official, modules):
    languages = LANGUAGES + official.get(code, [])
    for language in languages:
        if language not in tables:
            tables[language] = territories(modules, language)
        for key, name in sorted(tables[language].items()):
            if key == code or key.startswith(code + "-alt-"):
                yield name
    for key in ("name", "official_name", "common_name"):
        if key in iso:
            yield iso[key]
            # "Bolivia, Plurinational State of" is written the other way round as well
            if iso[key].count(", ") == 1:
                a, b = iso[key].split(", ")
                yield b + " " + a


def main():
    modules, iso_path = sys.argv[1:]
    with open(iso_path, encoding="utf-8") as f:
        countries = json.load(f)["3166-1"]
    official = official_languages(modules)
    table, tables = {}, {}
    for rank in ("codes", "aliases", "names"):
        found = {}
        for iso in countries:
            code = iso["alpha_2"]
            if rank == "codes":
                names = [code, iso["alpha_3"]]
            elif rank == "aliases":
                names = ALIASES.get(code, [])
            else:
                names = names_of(code, iso, tables, official, modules)
            for name in names:
                key = fold(name)
                if key:
                    found.setdefault(key, set()).add(code)
        for key, codes in found.items():
            if key in table:
                if codes != {table[key]}:
                    print("shadowed: %s %s by %s" % (key, codes, table[key]), file=sys.stderr)
            elif len(codes) > 1:
                print("ambiguous, left out: %s %s" % (key, sorted(codes)), file=sys.stderr)
            else:
                table[key] = codes.pop()
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/*")
    print(" * Generated by src/core/generate/country_table.py, do not edit.  Codes and English names: the standard ISO 3166-1.")
    print(" * Other names: Unicode CLDR 45, Copyright (c) 1991-2024 Unicode, Inc., Unicode License v3")
    print(" * (https://www.unicode.org/license.txt).  Folded by crm_fold_name(), ascending by byte.")
    print(" */")
    print('#include "config.h"')
    print()
    print("#include <core/country_table.h>")
    print()
    print("/* clang-format off */")
    print("const struct country_name country_names[] = {")
    for key in sorted(table, key=lambda k: k.encode()):
        print('\t{"%s", "%s"},' % (key, table[key]))
    print("};")
    print("/* clang-format on */")
    print()
    print("const size_t n_country_names = sizeof country_names / sizeof country_names[0];")


main()
