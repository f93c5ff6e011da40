-- Passages: when did each deal reach each stage, who owned it then, how long was it watched there, and what ended that?
-- One row per deal and open stage that it reached on a known day.
-- Reads stages, scoped_reach, deals and former_states.  Parameters: $as_of; $since: reached on or after it; $position: of this stage.

with passed as (

    select
        scoped_reach.deal_key,
        scoped_reach.pipeline,
        scoped_reach.position,
        stages.stage,
        scoped_reach.is_skipped,
        scoped_reach.reached_on,
        case scoped_reach.fate when 'advanced' then 1 when 'lost' then 2 else 0 end as cause,
        case scoped_reach.fate
            when 'advanced' then scoped_reach.next_on
            when 'lost' then scoped_reach.lost_on
            else cast($as_of as date)
        end as until_on
    from scoped_reach
    inner join stages on scoped_reach.pipeline = stages.pipeline and scoped_reach.position = stages.position
    where stages.kind = 'open'
        and scoped_reach.reached_on is not null
        and ($since::date is null or scoped_reach.reached_on >= $since::date)
        and ($position::integer is null or scoped_reach.position = $position::integer)

)

select
    passed.deal_key,
    passed.pipeline,
    passed.position,
    passed.stage,
    -- who had it on the day on which it came to the stage: a later owner did not do what was done before
    case when former.deal_key is null then deals.owner else former.owner end as owner,
    passed.is_skipped,
    passed.cause,
    passed.reached_on,
    greatest(passed.until_on - passed.reached_on, 0) as days
from passed
inner join deals on passed.deal_key = deals.deal_key
left join former_states as former
    on passed.deal_key = former.deal_key
    and (former.from_on is null or former.from_on <= passed.reached_on)
    and former.to_on > passed.reached_on
where passed.until_on is not null
