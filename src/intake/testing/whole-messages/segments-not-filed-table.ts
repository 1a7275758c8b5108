/** Segments that no record takes anything from (docs/intake/hl7v2-fields.md), filled as senders fill them. */

export const insurance = [
  'GT1|1|9999^4^M11^alder^MR^Bramley Cressel^19611011^19611012|DUNMERE^ELVET^^|Farrow^Garth|9999 HOLLIN IVELET^^JARROW^ZX^99999^ZX|9999999999^^Kestrel^9999~999999^^PH|999999^^MD|20260412|M|P/F|LYDDEN|G-MARRAM-12|20260410|20260415|2|NORLEY ORRIN PELHAM|9999 QUARRY RUSHTON^^SELBY^ZX^99999^ZX|999999999^^PH|99999^^^^FI|3||N|TARN|20260825111630+0215|Y||||9999^^^^BC|M|20261010|20261010||||ulver||||||Varley|BT^Wexcombe^YARROW9999_1||Zeal^Birch~Zeal2|999999^^CP~99999^^FX|Cobble dale||||Ember|||||Fenwick',
  'IN1|1|ALDER^Bramley Cressel DUNMERE|IC-1.31^24^ELVET^&2.16.999.1.999999.1.1&YARROW^FARROW^^19611011^19611012|Bramley Garth Bramley Hollin of Ivelet|9999 QUARRY RUSHTON^^SELBY^ZX^99999^ZX|Jarrow&&&&Kestrel^Lydden^A^MARRAM^Dr.^MD^D^^^19611012|(999)999-0215^NORLEY^PH|ORRIN|Pelham||Quarry P. Rushton|19611001|20261001||DUNMERE^selby tarn ulver varley|Wexcombe^Yarrow^Zeal^MARRAM^Birch.^Cobble^R|DALE^Ember|19610228|9999 Fenwick Alder Bramley^^Cressel^ZX^99999^ZX|||||||||||||||||PN-999|999&DUNMERE^DC||||||F^Elvet|9999 QUARRY RUSHTON^^SELBY^ZX^99999^ZX|||B||DUNMERE-02159^^^&2.16.999.1.999999.1.3&YARROW^NI',
  'IN2|9999^4^M11^&2.16.999.1.999999.1.4&YARROW^EI^Ivelet Cressel~9999^^^^BC|999-57-0215|||I^Farrow garth|Hollin-02159|Ivelet&&&&Jarrow^KESTREL^A^MARRAM^Dr.^MD^D^^^19611012^^^^PF^Lydden|MARRAM-999||ZX-02159||||||||||||||||||||||||norley^Orrin|||||||||||||||Pelham^Quarry|999999999^^PH|||||||||||RUSHTON9999^4^M11^PM&2.6.1&SELBY^MR^Ivelet Cressel^19611011^19611012||9999999^TARN^Kestrel~^^CP|999999999^^FX~^^PH||||||Ulver Varley Farrow||02^Ember',
  'RF1|P^Wexcombe^HL9999|A^YARROW^HL9999|ZEAL|||999-1^birch|||19610501120100+0215|R-1^Cobble^C4|999-2^Dale|||Ember fenwick a alder bramley|||||Cressel^L^4.4^3^M10^DUNMERE^LR^^^A|999^Elvet^Farrow^An^Mr^Dr.^GARTH^^2.3^B^^^BR^^^^^^19611010^19611015^Al||||Hollin ivelet jarrow kestrel|U',
  'ACC|20260317||Lydden 50 marram||Y|N|99999^Norley&orrin^Pelham^A^MARRAM^Dr^QUARRY^^&RUSHTON.Selby Selby tarn Ulver&L^L^3^M10^MR^& Varley Selby Cressel.Selby Selby tarn Ulver&L^A|wexcombe yarrow||Y|Lydden 50&Zeal^ZX^^^99999||9999',
  'PDA|I21^Birch cobble dale^I10|EMBER^Fenwick1^Alder25^BRAMLEY|Y|20261102123000+0215|999999^Cressel^Dunmere^B|Y|20261102103000+0215^20261102113000+0215|999999^Elvet^Zeal^K|N',
];
export const olderInsurance = [
  'GT1|1|9999|FARROW^GARTH^D||999^FARROW ST^^HOLLIN^ZX^999999999|9999999999||19611010|M||1|999999999||||#Ivelet Jarrow Kestrel|999^FARROW ST^^HOLLIN^ZX^999999999|9999999999||PT| ',
  'IN1|1|HOLLIN|3|HOLLIN|||||||Ivelet Jarrow Kestrel|19611001|||4|FARROW^GARTH^D|1|19611010|999^FARROW ST^^HOLLIN^ZX^999999999|||||||||||||||||999999999A||||||PT|M|999 FARROW ST^^HOLLIN^ZX^999999999|||||9999 ',
  'IN2|1||999999999|Ivelet Jarrow Kestrel|||999999999A|||||||||||||||||||||||||||||||||||||||||||||||||||||||||9999999999 ',
  'IN1|2|LYDDEN-MARRAM|9|NORLEY ORRIN PELHAM.|PO QUARRY 99999^^RUSHTON^ZX^999999999||9999999999|ORRIN|||Ivelet Jarrow Kestrel||||7|FARROW^GARTH^D|1|19611010|999 FARROW ST^^HOLLIN^ZX^999999999|||||||||||||||||999999999||||||PT|M|999^FARROW ST^^HOLLIN^ZX^999999999|||||9999 ',
  'IN2|2||999999999|Ivelet Jarrow Kestrel||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||9999999999 ',
  'IN1|3|SELBY TARN|1|SELBY TARN|||||||||||5||1',
];
export const software = ['SFT|Ulver|2.4.3.99999|Varley|2.4.3|Wexcombe|20260725111624'];
export const disability = [
  'DB1|1|PT|DB999^4^M11^t&1.3.6.1.4.1.99999.1.2.2&YARROW^MR^UH^19611011^19611012|Y|20260830|20260930|',
];
export const participations = [
  'PRT|1|AD||AD^Yarrow Zeal^HL99999|999999999^Birch^Cobble^Dale^JR^Dr.^MD^^Ember&1.23&SELBY^B^^^BR^^^^^^19611010^19611015^Al||1^Cressel^HL99999|Varley Selby Cressel|FENWICK AE ALDER&9.8&YARROW^ALDER B^Alder 03^BRAMLEY CRESSEL^^C^Bramley UH^Dunmere5|Elvet|20260223093000|20260224100000||9999 Farrow St^^Garth^ZX^99999|^HOLLIN^PH^^^999^9999999|99999999999999^^2.51.1.1^YARROW|20260401|20260712|999IVELET|21A11F9999| RA99999999BA999^^2.16.999.1.999999.6.18.1.34^YARROW||',
  'PRT||AD||AD|99999^Jarrow|KESTREL||Lydden^L^9999^3^M10^DUNMERE^XX^^A|MARRAM-NORLEY Orrin, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-10.1^PD-10.2',
  'PRT||AD||AD|999^Zeal|KESTREL||Quarry-Pv1-RUSHTON|4, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PV1-RUSHTON-10.1^PD-10.2',
  'PRT||AD||AD||KESTREL||Lydden SELBY Quarry|SELBY4, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-10.1^PD-10.2',
  'PRT||AD||AD||KESTREL||Lydden Tarn Quarry|Tarn Ulver, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-999.1^PD-10.2',
  'PRT||AD||AD||KESTREL|||Varley fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-10.11^PD-10.2',
  'PRT||AD||AD||KESTREL||Lydden Wexcombe Quarry|marram, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-10.1^PD-10.2',
  'PRT||AD||AD|999^YARROW|KESTREL||Zeal Ulver|YARROW, fenwick 999, alder B 4E^999^B^Pelham^^N^^^|PD-10.1^PD-10.2',
];
export const laboratoryDocument = [
  'TXA|1|BIRCH||202611101818+0215|Zeal Cobble|202611030000+0215||202611031346+0215|Dale Ember|Fenwick Alder||999999|9999999^alder|||99999-BRAMLEY|AU|R|AV|||||cressel dunmere|elvet farrow',
];
export const laboratoryTiming = [
  'TQ1|1|54^&garth|P&Hollin (ivelet)&HL99999^HD^^^12^jarrow^^PC^999^s|11:30:05~11:45:05|30^s|999^&kg|202610091600-0215|202611091600-0215|A|Kestrel is lydden marram|Norley orrin pelham marram quarry||2^hr|5',
  'CTD|C^Rushton Selby^HL99999|Wexcombe^Yarrow|999 TARN^^ULVER^ZX^99999^ZX^L||^TARN^PH^^^^^^^^^(999)999-0215|O^Varley Wexcombe Yarrow^HL99999',
];
export const charges = [
  'FT1|1|99999||20261122|20261122|CG|99999^Zeal birch cobble 1 dale^C4|||2|999&DUNMERE|50&DUNMERE|EMBER-1^Cressel Fenwick^L|||||SE|99999999^Cobble alder^BRAMLEY~99999999^Cressel dunmere^BRAMLEY|9999999999^Cobble^Kestrel^^^^^^&2.16.999.1.999999.4.6&YARROW^^^^ELVET||||9999999999^Farrow^Zeal^^^^^^&2.16.999.1.999999.4.6&YARROW^^^^ELVET|99999^Zeal birch cobble 1 dale^C4|26|||9999-0215-05^GARTH EC^HOLLIN|||Varley Selby Cressel^L^999^3^M10^DUNMERE^XX|VARLEY SELBY CRESSEL^^^^^&2.16.999.1.999999.2.4.6.1&YARROW^^^^999999999|Ivelet-02159^^L|Jarrow-02159|||||||PN-02159|5^999999999&Kestrel&BRAMLEY',
  'CTI|LYDDEN9999|1^Marram_ID1^HL99999|',
];
