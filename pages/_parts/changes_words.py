"""What changed, in words."""

from __future__ import annotations

import streamlit as st

from analytics.metrics.changes import Changes, News, changes, export_days, news
from analytics.periods import quarter_of
from analytics.workspace import Scope, Workspace
from pages._parts import formats
from pages._parts.formats import md, short_money
from pages._parts.work import ask

# after "3 deals worth 240k"; {is} and {was} agree with their number
_WORDS = {
    "created": "{is} new",
    "pulled_in": "{was} pulled in to {period}",
    "moved_in": "{is} now planned for {period}",
    "reopened": "{was} opened again",
    "reassigned_in": "came from other owners",
    "won": "{was} won",
    "lost": "{was} lost",
    "pushed_out": "slipped out of {period}",
    "moved_out": "{is} no longer planned for {period}",
    "reassigned_out": "went to other owners",
    "deleted": "{is} in the exports no more",
}
_CHANGED = {"increased": "grew", "decreased": "shrank"}


def in_words(news: News, result: Changes, currency: str | None) -> str:
    """One thing that happened, as part of a sentence."""
    amount = md(short_money(abs(news.amount) / 100, currency))
    name = None if news.name is None else f"**{md(news.name)}**"
    if news.what == "revalued":
        return f"exchange rates {'added' if news.amount > 0 else 'took'} {amount}"
    if news.what in _CHANGED and news.deals == 1 and name:
        return f"{name} {_times(news)}, from {_money(news.amount_before, currency)} to {_money(news.amount_after, currency)}"
    of = "" if name is None or news.deals == 1 else f", most of it {name}"
    if news.what in _CHANGED:
        return f"{formats.deals(news.deals)} {_CHANGED[news.what]} by {amount}{of}"
    one = news.deals == 1
    words = _WORDS[news.what].format_map(
        {
            "is": "is" if one else "are",
            "was": "was" if one else "were",
            "period": md(formats.period(result.period.name)),
        }
    )
    who = name if one and name else formats.deals(news.deals)
    return f"{who} worth {amount} {words}{of}"


def _money(amount: int, currency: str | None) -> str:
    return md(short_money(amount / 100, currency))


def _times(news: News) -> str:
    before, after = news.amount_before, news.amount_after
    if not before:
        return "got an amount"
    if not after:
        return "lost its amount"
    if after >= before:
        return "doubled" if after < 2.5 * before else "more than doubled"
    return "was halved" if after > 0.4 * before else "fell to less than half"


def sentence(result: Changes, news: list[News], currency: str | None) -> str:
    """The answer: what is planned now and was before, and the two things that moved most money."""
    (_, before), (deals, after) = result.bar("opening"), result.bar("closing")
    text = f"**{_money(after, currency)}** in {formats.deals(deals)} {'is' if deals == 1 else 'are'} planned to close in {md(formats.period(result.period.name))}"
    difference = after - before
    if difference:
        text += f", {_money(abs(difference), currency)} {'more' if difference > 0 else 'less'} than on {formats.day(result.from_on)}"
    else:
        text += f", as much as on {formats.day(result.from_on)}"
    first = [in_words(each, result, currency) for each in news[:2]]
    return text + (f": {'; '.join(first)}." if first else ".")


def whole(words: str) -> str:
    """Words as a sentence; a company's name may end with a full stop of its own."""
    return words[0].upper() + words[1:] + ("" if words.endswith(".**") else ".")


def lately(work: Workspace, scope: Scope, currency: str | None) -> None:
    """What changed since the export before the last one, in at most three lines; nothing where there is only one."""
    days = ask(export_days, work, scope)
    if len(days) < 2:
        return
    period = quarter_of(days[-1], work.settings().fiscal_year_start)
    result = ask(changes, work, scope, days[-2], days[-1], period)
    happened = news(result)[:3]
    if not happened:
        return
    st.subheader(
        f"Since {formats.day(result.from_on)}, of the deals planned for {formats.period(period.name)}", anchor=False
    )
    st.markdown("\n".join(f"- {whole(in_words(each, result, currency))}" for each in happened))
    st.page_link("pipeline/changes.py", label="All that changed", icon=":material/arrow_forward:")
