"""The languages of ISO 639-1 by their English names, for the interpreter."""

from forms.definition import Choice

_LISTED = """
ab Abkhazian; aa Afar; af Afrikaans; ak Akan; sq Albanian; am Amharic; ar Arabic; an Aragonese; hy Armenian;
as Assamese; av Avaric; ae Avestan; ay Aymara; az Azerbaijani; bm Bambara; ba Bashkir; eu Basque; be
Belarusian; bn Bengali; bi Bislama; bs Bosnian; br Breton; bg Bulgarian; my Burmese; ca Catalan; ch Chamorro;
ce Chechen; ny Chichewa; zh Chinese; cu Church Slavonic; cv Chuvash; kw Cornish; co Corsican; cr Cree; hr
Croatian; cs Czech; da Danish; dv Dhivehi; nl Dutch; dz Dzongkha; en English; eo Esperanto; et Estonian; ee
Ewe; fo Faroese; fj Fijian; fi Finnish; fr French; ff Fulah; gl Galician; ka Georgian; de German; el Greek; kl
Greenlandic; gn Guarani; gu Gujarati; ht Haitian Creole; ha Hausa; he Hebrew; hz Herero; hi Hindi; ho Hiri
Motu; hu Hungarian; is Icelandic; io Ido; ig Igbo; id Indonesian; ia Interlingua; ie Interlingue; iu
Inuktitut; ik Inupiaq; ga Irish; it Italian; ja Japanese; jv Javanese; kn Kannada; kr Kanuri; ks Kashmiri; kk
Kazakh; km Khmer; ki Kikuyu; rw Kinyarwanda; rn Kirundi; kv Komi; kg Kongo; ko Korean; kj Kuanyama; ku
Kurdish; ky Kyrgyz; lo Lao; la Latin; lv Latvian; li Limburgish; ln Lingala; lt Lithuanian; lu Luba-Katanga;
lg Luganda; lb Luxembourgish; mk Macedonian; mg Malagasy; ms Malay; ml Malayalam; mt Maltese; gv Manx; mi
Māori; mr Marathi; mh Marshallese; mn Mongolian; na Nauru; nv Navajo; ng Ndonga; ne Nepali; nd North Ndebele;
se Northern Sami; no Norwegian; nb Norwegian Bokmål; nn Norwegian Nynorsk; oc Occitan; or Odia; oj Ojibwa; om
Oromo; os Ossetic; pi Pali; ps Pashto; fa Persian (Farsi); pl Polish; pt Portuguese; pa Punjabi; qu Quechua;
ro Romanian; rm Romansh; ru Russian; sm Samoan; sg Sango; sa Sanskrit; sc Sardinian; gd Scottish Gaelic; sr
Serbian; st Sesotho; sn Shona; ii Sichuan Yi; sd Sindhi; si Sinhala; sk Slovak; sl Slovenian; so Somali; nr
South Ndebele; es Spanish; su Sundanese; sw Swahili; ss Swati; sv Swedish; ty Tahitian; tg Tajik; ta Tamil; tt
Tatar; te Telugu; th Thai; bo Tibetan; ti Tigrinya; to Tongan; ts Tsonga; tn Tswana; tr Turkish; tk Turkmen;
tw Twi; uk Ukrainian; ur Urdu; ug Uyghur; uz Uzbek; ve Venda; vi Vietnamese; vo Volapük; wa Walloon; cy Welsh;
fy Western Frisian; wo Wolof; xh Xhosa; yi Yiddish; yo Yoruba; za Zhuang; zu Zulu
"""

LANGUAGES = tuple(
    Choice(code, name)
    for code, name in (" ".join(entry.split()).split(" ", 1) for entry in _LISTED.split(";"))
)
