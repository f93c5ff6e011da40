-- Pushes: how often was the expected close of each deal moved while it was open, and what became of the deal?
-- One row per deal and change of its expected close; one without a change for a deal that has none.
-- Reads scoped_deals, deal_changes, field_changes, imports and deals.

with moved as (

    select
        deal_changes.deal_key,
        deal_changes.to_on as moved_on,
        cast(deal_changes.old as date) as old_on,
        cast(deal_changes.new as date) as new_on
    from deal_changes
    where deal_changes.field = 'expected_close_on' and deal_changes.old is not null and deal_changes.new is not null
        and deal_changes.to_on <= $as_of

),

-- whose dates an audit tells from the start
audited as (

    select deals.crm
    from field_changes
    inner join deals on field_changes.deal_key = deals.deal_key
    where field_changes.field = 'expected_close_on' and cast(field_changes.changed_at as date) <= $as_of
    group by deals.crm

),

exported as (

    select imports.crm, min(imports.as_of) as first_on, count(distinct imports.as_of) as days
    from imports
    where imports.kind = 'deals' and imports.as_of <= $as_of
    group by imports.crm

)

select
    scoped_deals.deal_key,
    scoped_deals.name,
    scoped_deals.account,
    scoped_deals.owner,
    scoped_deals.team,
    scoped_deals.status,
    cast(scoped_deals.reporting_amount as double) as reporting_amount,
    scoped_deals.created_on,
    scoped_deals.expected_close_on,
    scoped_deals.closed_on,
    moved.moved_on,
    moved.old_on,
    moved.new_on,
    audited.crm is not null or (exported.days > 1 and coalesce(scoped_deals.created_on > exported.first_on, false))
        as is_watched
from scoped_deals
left join moved
    on scoped_deals.deal_key = moved.deal_key
    -- when a deal closes, most programs write the day of closing into the same field
    and (scoped_deals.closed_on is null or moved.moved_on < scoped_deals.closed_on)
left join audited on scoped_deals.crm = audited.crm
left join exported on scoped_deals.crm = exported.crm
order by scoped_deals.deal_key, moved.moved_on, moved.old_on
