-- Changes: in which deals did any field change between two days?
-- One row per deal.
-- Reads deal_changes.  Parameter: $before_on.

with touched as (

    select deal_changes.deal_key
    from deal_changes
    where deal_changes.to_on > $before_on::date and deal_changes.to_on <= $as_of
    group by deal_changes.deal_key

)

select touched.deal_key
from touched
order by touched.deal_key
