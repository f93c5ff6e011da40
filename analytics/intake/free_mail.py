"""Free mail: whether an e-mail address is of a provider where anybody gets one, so that it names no company."""

from __future__ import annotations

import re

import pandas as pd

from analytics.intake.distinct import per_distinct

NAME = "Free mail"
"""The name under which it is kept, with the values yes and no."""

# with any ending: yahoo.com, yahoo.co.uk, yahoo.de
_ANYWHERE = "aol gmx gmail googlemail hotmail live msn outlook protonmail yahoo yandex ymail"
_DOMAINS = """
    icloud.com me.com mac.com mail.com email.com inbox.com fastmail.com hey.com proton.me pm.me tutanota.com tuta.io tuta.com
    zohomail.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net rediffmail.com
    btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net web.de t-online.de freenet.de arcor.de posteo.de
    mailbox.org bluewin.ch orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it virgilio.it tiscali.it alice.it
    tin.it telefonica.net terra.es uol.com.br bol.com.br terra.com.br ig.com.br sapo.pt ziggo.nl kpnmail.nl planet.nl home.nl
    hetnet.nl xs4all.nl telenet.be skynet.be online.no telia.com seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl mail.ru
    inbox.ru list.ru bk.ru rambler.ru ukr.net qq.com 163.com 126.com yeah.net sina.com sina.cn sohu.com foxmail.com naver.com
    hanmail.net daum.net
"""
PROVIDERS, DOMAINS = frozenset(_ANYWHERE.split()), frozenset(_DOMAINS.split())
_ADDRESS = re.compile(r"[^\s@,;<>()]+@([\w.-]+\.[\w-]{2,})")


def free_mail(texts: pd.Series) -> pd.Series:
    """`yes` where all addresses of a cell are of free providers, `no` where one is of another; missing without an address.

    The providers are a list of our own: addresses of a domain that is not in it count as a company's.
    """
    return per_distinct(texts, _is_free)


def _is_free(text: str) -> str | None:
    domains = [domain.casefold() for domain in _ADDRESS.findall(text)]
    if not domains:
        return None
    return "yes" if all(map(_is_free_domain, domains)) else "no"


def _is_free_domain(domain: str) -> bool:
    name, _, ending = domain.rstrip(".").partition(".")
    # yahoo.co.uk, but not live.mycompany.com
    return domain in DOMAINS or (name in PROVIDERS and re.fullmatch(r"[a-z]{2,3}(\.[a-z]{2})?", ending) is not None)
