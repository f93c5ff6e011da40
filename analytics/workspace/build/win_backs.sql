-- Win-backs: which parts of deals that count as two follow each other.  Reads deal_parts.

insert into win_backs
select
    lead(part_key) over w as deal_key,
    part_key as former_key,
    closed_on,
    reopened_on
from deal_parts
window w as (partition by deal_key order by first_visit)
qualify reopened_on is not null
order by former_key
