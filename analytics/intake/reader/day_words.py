"""The words in which a line around a table says of which day it is, in nine languages."""

from __future__ import annotations

import re

_DATE = (
    r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\d{1,2}[-/.]\ ?\d{1,2}[-/.]\ ?\d{2,4}\b|\d{4}年\d{1,2}月\d{1,2}日"
    r"|\d{1,2}\.?[ -](?:de\ )?[^\W\d_]{3,}\.?,?[ -](?:del?\ )?\d{4}\b|[^\W\d_]{3,}\.?\ \d{1,2},\ ?\d{4}\b)"
)
_DONE = (
    r"(?:re)?generated|exported|printed|created|downloaded|extracted|erstellt|generiert|exportiert|gedruckt"
    r"|gegenereerd|geëxporteerd|afgedrukt|gemaakt|generert|eksportert|opprettet|skrevet\ ut|généré|exporté|imprimé|créé"
    r"|generado|exportado|impreso|creado|gerado|impresso|criado|generato|esportato|stampato|creato"
)
_AT = r"on|at|am|den|op|le|el|em|il"
# what stands right before the day; "created by Ann" may have the name between
AS_OF = re.compile(
    rf"""(?:^|[\s|,;:.(\[])(?:
      (?:data\ |report\ )?as\ (?:of|at)(?:\ date)?|(?:date\ of\ )?(?:report|export|run|extract)(?:\ date)?|snapshot(?:\ date)?
    | (?:daten|aus)?stand(?:\ (?:vom|per|am))?|stichtag|(?:export|berichts|erstellungs|auswertungs)datum|peildatum|rapportdatum
    | per\ dato|(?:eksport|rapport)dato|à\ la\ date\ du|(?:état|situation|données)\ au|date\ (?:d[’']export(?:ation)?|du\ rapport|d[’']extraction)
    | a\ fecha\ de|fecha\ de(?:l)?\ (?:exportación|informe|corte|extracción)|datos\ al
    | posição\ em|data\ d[aeo]\ (?:exportação|relatório|extração)|dados\ de
    | aggiornato\ al|alla\ data\ del|situazione\ al|dati\ al|data\ (?:di\ esportazione|del\ report|di\ estrazione)
    | 截至|截止(?:到|日期)?|(?:导出|生成|报告|统计)(?:日期|时间|于)?
    | (?:{_DONE})\ (?:{_AT})|(?:exported|generated|printed|downloaded)
    | (?:{_DONE})\ (?:by|von|door|av|par|por|da)\b(?:(?!\d).){{1,60}}
    )[\s:：|,]*(?:(?:the|den|dem|le|el|il)\ )?(?:[^\W\d_]{{2,12}}\.?,\ )?(?<!\d){_DATE}""",
    re.I | re.X,
)
