"""What if: without a deal, with a deal won, with another chance of a stage."""

from __future__ import annotations

import streamlit as st

from analytics.charts.forecast import methods_chart
from analytics.metrics.forecast import Forecast, what_if
from pages._parts import formats, show
from pages._parts.formats import md, short_money
from pages._parts.quarter_view import chance

OFFERED = 300


def section(result: Forecast, currency: str | None) -> None:
    """Draw the choices, and how the forecast moves with them."""
    st.subheader("What if?", anchor=False)
    rows = result.deals.head(OFFERED)
    names = {
        int(key): f"{name or deal_id} · {short_money(amount, currency)}"
        for key, name, deal_id, amount in zip(rows["deal_key"], rows["name"], rows["deal_id"], rows["amount"], strict=True)
    }  # fmt: skip
    left, right = st.columns(2)
    won = left.multiselect("These deals are won", names, format_func=names.get, key="if-won", placeholder="None")
    out = right.multiselect("These deals are not", names, format_func=names.get, key="if-out", placeholder="None")
    rates = _rates(result)
    if not (won or out or rates):
        st.caption("Choose deals, or another chance of a stage: the forecast and its band follow.")
        return
    moved = what_if(result, exclude=out, won=won, rates=rates)
    head = result.headline
    change = moved.p50 - head.p50
    st.markdown(
        f"Then the forecast is **{md(short_money(moved.p50, currency))}** ({'+' if change >= 0 else '−'}"
        f"{md(short_money(abs(change), currency))}), in eight of ten cases between {md(short_money(moved.p10, currency))} "
        f"and {md(short_money(moved.p90, currency))}"
        + (
            f"; the target is reached with a chance of **{chance(moved.chance_of_target)}** instead of {chance(result.chance_of_target)}."
            if moved.chance_of_target is not None
            else "."
        )
    )

    figure = methods_chart(
        {"As it is": head, "What if": moved},
        None if result.target is None else float(result.target),
        money=lambda amount: short_money(amount, currency),
    )
    show.chart(figure, alt="The forecast and its 80% band, as it is and as it would be")


def _rates(result: Forecast) -> dict[tuple[str, str], float]:
    """A stage, and the chance that its deals are won one day."""
    stages = result.stages[result.stages["learned"].notna() & (result.stages["open_deals"] > 0)]
    if stages.empty:
        return {}
    keys = list(zip(stages["pipeline"], stages["stage"], strict=True))
    learned = dict(zip(keys, stages["learned"], strict=True))
    several = stages["pipeline"].nunique() > 1
    left, right = st.columns(2)
    chosen = left.selectbox(
        "Deals of the stage", keys, None, key="if-stage", placeholder="No stage",
        format_func=lambda key: f"{key[1]} ({key[0]})" if several else key[1],
    )  # fmt: skip
    if chosen is None:
        return {}
    now = round(100 * learned[chosen])
    rate = right.slider(
        "are won one day, in percent", 1, 99, min(max(now, 1), 99), key=f"if-rate-{chosen[0]}-{chosen[1]}",
        help=f"So far {formats.rate(learned[chosen])}.",
    )  # fmt: skip
    return {chosen: rate / 100} if rate != now else {}
